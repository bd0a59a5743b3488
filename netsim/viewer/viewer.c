/*
 * viewer.c - the viewer's state, and what a key does to it.
 */
#include "netsim/viewer/viewer_private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "netsim/trace/memory.h"
#include "netsim/trace/utf8.h"

#define COUNT_MAX 100000000
#define RANKS 24 /* of keys in the footer */

struct viewer *
viewer_new(struct items *items)
{
    struct viewer *v = memory_new(1, sizeof(*v));

    v->items = *items;
    *items = (struct items){ 0 };
    v->event = v->last_mark = NO_EVENT;
    v->rerunner.grade = "grade";
    v->marked = NO_ITEM;
    v->list.height = v->diagram.height = v->detail.height = 1;
    v->help.height = v->compare.window.height = 1;
    if (v->items.n == 1)
        viewer_open(v);
    return v;
}

static void
close_subject(struct viewer *v)
{
    if (v->is_open)
        subject_close(&v->subject);
    free(v->keep);
    free(v->cone);
    v->cone = NULL;
    v->cone_is = CONE_OFF;
    v->opt.keep = v->keep = NULL;
    v->is_open = 0;
}

void
viewer_free(struct viewer *v)
{
    compare_close(v);
    close_subject(v);
    rerunner_release(&v->rerunner);
    free(v->order);
    items_release(&v->items);
    free(v);
}

int
viewer_ascii(const struct viewer *v)
{
    return v->ascii;
}

void
viewer_set_ascii(struct viewer *v, int ascii)
{
    v->ascii = ascii;
}

void
viewer_say(struct viewer *v, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(v->message, sizeof(v->message), format, args);
    va_end(args);
}

/* ---- a trace ------------------------------------------------------------ */

uint32_t
viewer_telling_event(const struct viewer *v)
{
    const struct subject *s = &v->subject;
    uint64_t seq = v->items.item[v->open].event;
    const struct trace_event *ev = seq ? trace_find(&s->tr, seq) : NULL;

    if (ev)
        return (uint32_t)(ev - s->tr.event);
    return s->relations.n_faults ? s->relations.fault[0] : 0;
}

static void
forget_marks(struct viewer *v)
{
    for (int i = 0; i < MARKS; i++)
        v->mark[i] = NO_EVENT;
    v->last_mark = NO_EVENT;
    v->opt.zero_ns = 0;
    v->filter[0] = v->search[0] = '\0';
    v->diagram.row = v->diagram.top = 0;
    v->detail.row = v->detail.top = 0;
}

int
viewer_read(struct viewer *v, size_t item, struct subject *s)
{
    const struct item *it = &v->items.item[item];
    struct text_error err = { 0 };
    int ret;

    v->trouble[0] = '\0';
    if (!*it->path) {
        snprintf(v->trouble, sizeof(v->trouble),
                 "%.100s has left no trace: %.100s%s", it->name, it->status,
                 rerun_refuses(it) ? "" : "; R runs it once");
        return -ENOENT;
    }
    ret = subject_open(s, it->path, v->follow, &err);
    if (ret == -EINVAL)
        snprintf(v->trouble, sizeof(v->trouble), "%.*s",
                 (int)strcspn(err.text, "\n"), err.text);
    else if (ret < 0)
        snprintf(v->trouble, sizeof(v->trouble), "%.150s: %s", it->path,
                 strerror(-ret));
    return ret;
}

void
viewer_open(struct viewer *v)
{
    if (v->items.n == 0)
        return;
    v->open = v->list.row;
    close_subject(v);
    forget_marks(v);
    v->screen = SCREEN_DIAGRAM;
    v->opened = 1;
    v->event = NO_EVENT;
    v->is_open = viewer_read(v, v->open, &v->subject) == 0;
    if (v->is_open)
        lifelines_reset(v);
    if (v->is_open && v->subject.tr.n_events)
        v->event = viewer_telling_event(v);
}

void
viewer_take(struct viewer *v, struct subject *s)
{
    subject_close(&v->subject);
    v->subject = *s;
    free(v->keep);
    free(v->cone);
    v->opt.keep = v->keep = v->cone = NULL;
    v->cone_is = CONE_OFF;
    v->filter[0] = '\0';
    if (*v->search)
        subject_search(&v->subject, v->search);
}

void
viewer_go(struct viewer *v, uint32_t event, const char *what)
{
    if (event == NO_EVENT) {
        viewer_say(v, "there is no %s", what);
        return;
    }
    v->event = event;
    v->detail.row = v->detail.top = 0;
    if (v->is_open && v->subject.diagram)
        window_go(&v->diagram, subject_row(&v->subject, event));
}

/* ---- keys --------------------------------------------------------------- */

static void
type_into_prompt(struct viewer *v, int key)
{
    size_t len = strlen(v->typed);

    if (key == KEY_ESCAPE || key == KEY_CONTROL('c')) {
        v->prompt = 0;
    } else if (key == KEY_RETURN || key == '\n') {
        prompt_done(v);
    } else if (key == KEY_RUBOUT || key == '\b') {
        if (len == 0)
            v->prompt = 0;
        while (len > 0 && (v->typed[--len] & 0xc0) == 0x80)
            ;
        v->typed[len] = '\0';
    } else if (key >= ' ' && key < KEY_FIRST && len + 4 < sizeof(v->typed)) {
        len += (size_t)utf8_put(v->typed + len, (uint32_t)key);
        v->typed[len] = '\0';
    }
}

static void
mark_named(struct viewer *v, int key)
{
    int setting = v->marking == 'm';

    v->marking = 0;
    if (key < 'a' || key > 'z')
        return;
    if (setting && v->event != NO_EVENT) {
        v->mark[key - 'a'] = v->last_mark = v->event;
        viewer_say(v, "marked as %c", key);
    } else if (!setting) {
        viewer_go(v, v->mark[key - 'a'], "such mark");
    }
}

static const struct command *
command_of(const struct viewer *v, int key)
{
    for (size_t c = 0; c < n_commands; c++)
        for (int i = 0; i < COMMAND_KEYS && commands[c].key[i]; i++)
            if (commands[c].key[i] == key &&
                commands[c].where & 1u << v->screen)
                return &commands[c];
    return NULL;
}

/* With no event to look at, the diagram's screen only says why. */
static int
needs_trace(const struct command *cmd)
{
    return !(cmd->where & ON_LIST);
}

static void
do_command(struct viewer *v, int key)
{
    const struct command *cmd = command_of(v, key);
    int count = v->count;
    char name[KEY_NAME_MAX];

    v->count = 0;
    if (!cmd) {
        keys_title(key, name);
        viewer_say(v, "Unknown key %s, ? for help", name);
    } else if (v->screen == SCREEN_DIAGRAM && v->event == NO_EVENT &&
               needs_trace(cmd)) {
        viewer_say(v, "there is no event here");
    } else {
        cmd->run(v, count);
    }
}

int
viewer_key(struct viewer *v, int key)
{
    v->message[0] = '\0';
    if (v->prompt)
        type_into_prompt(v, key);
    else if (v->pending)
        again_answer(v, key);
    else if (v->marking)
        mark_named(v, key);
    else if (key >= (v->count ? '0' : '1') && key <= '9')
        v->count = v->count < COUNT_MAX ? v->count * 10 + key - '0' : 0;
    else
        do_command(v, key == '\n' ? KEY_RETURN : key);
    return v->over;
}

/* ---- drawing ------------------------------------------------------------ */

/* One of them, if it fits. */
static void
foot_draw(struct viewer *v, struct canvas *c, const struct command *cmd,
          int *col)
{
    char name[KEY_NAME_MAX];
    int cells;

    keys_title(cmd->key[0], name);
    cells = (int)(strlen(name) + strlen(cmd->label)) + 1;
    if (*col + cells > c->cols || v->n_foot == FOOT_MAX)
        return;
    v->foot[v->n_foot++] = (struct foot){ *col, cells, cmd->key[0] };
    *col += canvas_text(c, c->rows - 1, *col, cells, STYLE_KEY, name);
    canvas_printf(c, c->rows - 1, *col, cells, STYLE_DIM, " %s", cmd->label);
    *col += (int)strlen(cmd->label) + 3;
}

/* Keys that fit, the most useful first; none is cut. */
static void
footer_draw(struct viewer *v, struct canvas *c)
{
    int col = 0;

    v->n_foot = 0;
    v->rows = c->rows;
    for (int rank = 1; rank < RANKS; rank++)
        for (size_t i = 0; i < n_commands; i++)
            if (commands[i].rank == rank &&
                commands[i].where & 1u << v->screen)
                foot_draw(v, c, &commands[i], &col);
}

static void
prompt_draw(const struct viewer *v, struct canvas *c)
{
    canvas_printf(c, c->rows - 2, 0, c->cols, STYLE_TITLE, "%*s", c->cols, "");
    canvas_printf(c, c->rows - 2, 0, c->cols, STYLE_TITLE, "%c%s%s", v->prompt,
                  v->typed, c->ascii ? "_" : "▏");
}

void
viewer_draw(struct viewer *v, struct canvas *c)
{
    static void (*const draw[])(struct viewer *, struct canvas *) = {
        [SCREEN_LIST] = list_draw,       [SCREEN_DIAGRAM] = diagram_draw,
        [SCREEN_COMPARE] = compare_draw, [SCREEN_STATS] = stats_draw,
        [SCREEN_HELP] = help_draw,
    };

    canvas_clear(c);
    draw[v->screen](v, c);
    if (v->prompt)
        prompt_draw(v, c);
    else if (*v->message)
        canvas_printf(c, c->rows - 2, 0, c->cols, STYLE_ODD, "%-*s", c->cols,
                      v->message);
    footer_draw(v, c);
}

/* ---- who uses it -------------------------------------------------------- */

void
viewer_set_grade(struct viewer *v, const char *grade)
{
    v->rerunner.grade = grade;
}

void
viewer_seal(struct viewer *v)
{
    v->sealed = 1;
}

void
viewer_set_wait(struct viewer *v, int (*wait)(void *arg, int64_t ms),
                void *arg)
{
    v->rerunner.wait = wait;
    v->rerunner.arg = arg;
}

/* ---- a terminal's ------------------------------------------------------- */

int
viewer_mouse(const struct viewer *v)
{
    return v->mouse;
}

void
viewer_set_types(struct viewer *v, struct types *types)
{
    v->types = types;
}

void
viewer_set_mouse(struct viewer *v, int on)
{
    v->mouse = on;
}

enum viewer_wish
viewer_wish(struct viewer *v)
{
    enum viewer_wish wish = v->wish;

    v->wish = WISH_NOTHING;
    return wish;
}

/* The first line of a trace says what it is of; then each event has one. */
const char *
viewer_file(const struct viewer *v, size_t *line)
{
    if (!v->is_open)
        return NULL;
    *line = v->event == NO_EVENT ? 1 : (size_t)v->event + 2;
    return v->items.item[v->open].path;
}
