/*
 * commands.c - the one table of keys.
 *
 * It is what a key does, the help screen, the footer and the manual page: a
 * key that is not here does nothing, and says so.
 */
#include "netsim/viewer/viewer_private.h"

#include <stdio.h>
#include <string.h>

#include "netsim/trace/memory.h"

/* ---- moving ------------------------------------------------------------- */

/* The window that motions are for. */
static struct window *
focus(struct viewer *v)
{
    switch (v->screen) {
    case SCREEN_LIST:
        return &v->list;
    case SCREEN_DIAGRAM:
        return v->on_detail ? &v->detail : &v->diagram;
    default:
        return &v->help;
    }
}

/* In a window without a cursor the rows move under the eye. */
static int
has_cursor(const struct viewer *v, const struct window *w)
{
    return w == &v->list || w == &v->diagram;
}

static void
moved(struct viewer *v, const struct window *w)
{
    uint32_t event;

    if (w != &v->diagram || !v->is_open || !v->subject.diagram)
        return;
    event = subject_event(&v->subject, w->row);
    if (event != NO_EVENT && event != v->event) {
        v->event = event;
        v->detail.row = v->detail.top = 0;
    }
}

static void
move(struct viewer *v, long by)
{
    struct window *w = focus(v);
    long last = (long)w->n - w->height;

    if (has_cursor(v, w)) {
        window_move(w, by);
        moved(v, w);
        return;
    }
    by += (long)w->top;
    w->top = by < 0 || last < 0 ? 0 : (size_t)(by < last ? by : last);
    w->row = w->top;
}

static long
times(int count)
{
    return count ? count : 1;
}

static void
cmd_down(struct viewer *v, int count)
{
    move(v, times(count));
}

static void
cmd_up(struct viewer *v, int count)
{
    move(v, -times(count));
}

static void
cmd_page_down(struct viewer *v, int count)
{
    move(v, times(count) * focus(v)->height);
}

static void
cmd_page_up(struct viewer *v, int count)
{
    move(v, -times(count) * focus(v)->height);
}

static void
cmd_half_down(struct viewer *v, int count)
{
    move(v, times(count) * ((focus(v)->height + 1) / 2));
}

static void
cmd_half_up(struct viewer *v, int count)
{
    move(v, -times(count) * ((focus(v)->height + 1) / 2));
}

static void
cmd_first(struct viewer *v, int count)
{
    (void)count;
    move(v, -(long)focus(v)->n);
}

/* With a number: to that row. */
static void
cmd_last(struct viewer *v, int count)
{
    struct window *w = focus(v);

    move(v, -(long)w->n);
    move(v, count ? count - 1 : (long)w->n);
}

/* ---- opening and leaving ------------------------------------------------ */

static void
cmd_open(struct viewer *v, int count)
{
    (void)count;
    viewer_open(v);
}

static void
cmd_back(struct viewer *v, int count)
{
    (void)count;
    if (v->screen == SCREEN_HELP || v->screen == SCREEN_STATS)
        v->screen = v->back;
    else if (v->screen == SCREEN_DIAGRAM && v->zoomed)
        v->zoomed = v->on_detail = 0;
    else if (v->screen == SCREEN_DIAGRAM)
        v->screen = SCREEN_LIST;
    else
        v->over = 1;
}

static void
cmd_leave(struct viewer *v, int count)
{
    (void)count;
    v->over = 1;
}

static void
open_next(struct viewer *v, long by)
{
    size_t before = v->list.row;

    /* From the list the first one that is opened is the one chosen. */
    if (v->screen == SCREEN_LIST && !v->opened) {
        viewer_open(v);
        return;
    }
    window_move(&v->list, by);
    if (v->list.row == before)
        viewer_say(v, "there is no %s trace", by > 0 ? "next" : "earlier");
    else
        viewer_open(v);
}

static void
cmd_next_trace(struct viewer *v, int count)
{
    open_next(v, times(count));
}

static void
cmd_prev_trace(struct viewer *v, int count)
{
    open_next(v, -times(count));
}

/* ---- along relations ---------------------------------------------------- */

static struct relation
here(const struct viewer *v)
{
    return v->event < v->subject.relations.n
               ? v->subject.relations.of[v->event]
               : RELATED_TO_NOTHING;
}

static void
go_fault(struct viewer *v, int count,
         uint32_t (*step)(const struct relations *r, uint32_t event),
         const char *what)
{
    uint32_t event = v->event;

    for (long i = times(count); i > 0 && event != NO_EVENT; i--)
        event = step(&v->subject.relations, event);
    viewer_go(v, event, what);
}

static void
cmd_next_fault(struct viewer *v, int count)
{
    go_fault(v, count, relation_next_fault, "later fault");
}

static void
cmd_prev_fault(struct viewer *v, int count)
{
    go_fault(v, count, relation_prev_fault, "earlier fault");
}

static void
cmd_next_of_call(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).call_next, "later event of this call");
}

static void
cmd_prev_of_call(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).call_prev, "earlier event of this call");
}

static void
cmd_next_of_host(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).host_next, "later event of this host");
}

static void
cmd_prev_of_host(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, here(v).host_prev, "earlier event of this host");
}

static void
cmd_other_end(struct viewer *v, int count)
{
    uint32_t end = here(v).end;

    (void)count;
    viewer_go(v, end != NO_EVENT ? end : here(v).from, "other end of this");
}

static void
cmd_telling(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, viewer_telling_event(v), "such event");
}

/* ---- searching ---------------------------------------------------------- */

static void
ask(struct viewer *v, int prompt)
{
    v->prompt = prompt;
    v->typed[0] = '\0';
}

static void
cmd_search(struct viewer *v, int count)
{
    (void)count;
    ask(v, '/');
}

static void
cmd_filter(struct viewer *v, int count)
{
    (void)count;
    ask(v, '&');
}

static void
cmd_line(struct viewer *v, int count)
{
    (void)count;
    ask(v, ':');
}

static void
cmd_next_hit(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, subject_next_hit(&v->subject, v->event), "later match");
}

static void
cmd_prev_hit(struct viewer *v, int count)
{
    (void)count;
    viewer_go(v, subject_prev_hit(&v->subject, v->event), "earlier match");
}

static void
cmd_mark(struct viewer *v, int count)
{
    (void)count;
    v->marking = 'm';
    viewer_say(v, "mark this event with a letter, a to z");
}

static void
cmd_to_mark(struct viewer *v, int count)
{
    (void)count;
    v->marking = '\'';
    viewer_say(v, "go to the event with the letter, a to z");
}

/* ---- what is shown ------------------------------------------------------ */

static void
cmd_focus(struct viewer *v, int count)
{
    (void)count;
    if (v->layout == LAYOUT_NONE)
        v->layout = LAYOUT_BELOW;
    v->on_detail = !v->on_detail;
}

static void
cmd_layout(struct viewer *v, int count)
{
    (void)count;
    v->layout = (enum layout)((v->layout + 1) % (LAYOUT_NONE + 1));
    v->zoomed = 0;
    if (v->layout == LAYOUT_NONE)
        v->on_detail = 0;
}

static void
cmd_zoom(struct viewer *v, int count)
{
    (void)count;
    v->zoomed = !v->zoomed;
}

/* Of the event that was chosen when it began; then it stays. */
static void
cmd_cone(struct viewer *v, int count)
{
    static const char *const says[] = {
        [CONE_OFF] = "all events are shown alike",
        [CONE_PAST] = "what led here; the rest is dim",
        [CONE_FUTURE] = "what follows from it; the rest is dim",
        [CONE_BOTH] = "what led here, and what follows; the rest is dim",
    };

    (void)count;
    if (v->cone_is == CONE_OFF)
        v->cone_of = v->event;
    v->cone_is = (enum cone)((v->cone_is + 1) % CONES);
    if (!v->cone)
        v->cone = memory_new(v->subject.relations.n + 1, sizeof(*v->cone));
    relation_cone(&v->subject.relations, v->cone_of, v->cone_is, v->cone);
    viewer_say(v, "%s", says[v->cone_is]);
}

static void
cmd_steps(struct viewer *v, int count)
{
    (void)count;
    v->opt.steps = !v->opt.steps;
    viewer_say(v, "the steps of a call are %s",
               v->opt.steps ? "shown" : "folded");
}

static void
cmd_logs(struct viewer *v, int count)
{
    (void)count;
    v->opt.logs = !v->opt.logs;
    viewer_say(v, "what programs print is %s",
               v->opt.logs ? "shown" : "not shown");
}

static void
cmd_stats(struct viewer *v, int count)
{
    (void)count;
    v->back = v->screen;
    v->screen = SCREEN_STATS;
    v->help = (struct window){ .height = 1 };
}

static void
cmd_help(struct viewer *v, int count)
{
    (void)count;
    if (v->screen == SCREEN_HELP)
        return;
    v->back = v->screen;
    v->screen = SCREEN_HELP;
    v->help = (struct window){ .height = 1 };
}

static void
cmd_glyphs(struct viewer *v, int count)
{
    (void)count;
    v->ascii = !v->ascii;
}

#define F(n) (KEY_FUNCTION + (n))
#define CTRL KEY_CONTROL

const struct command commands[] = {
    { { 'j', KEY_DOWNWARD }, ON_ALL, 0, "", "the next row", cmd_down },
    { { 'k', KEY_UPWARD }, ON_ALL, 0, "", "the row before", cmd_up },
    { { 'g', KEY_FIRST_ROW }, ON_ALL, 0, "", "the first row", cmd_first },
    { { 'G', KEY_LAST_ROW },
      ON_ALL,
      0,
      "",
      "the last row; with a number before it, that row",
      cmd_last },
    { { ' ', KEY_PAGE_DOWN }, ON_ALL, 0, "", "a page on", cmd_page_down },
    { { 'b', KEY_PAGE_UP }, ON_ALL, 0, "", "a page back", cmd_page_up },
    { { CTRL('d') }, ON_ALL, 0, "", "half a page on", cmd_half_down },
    { { CTRL('u') }, ON_ALL, 0, "", "half a page back", cmd_half_up },
    { { KEY_RETURN }, ON_LIST, 1, "open", "open the trace", cmd_open },
    { { 'J' },
      ON_LIST | ON_DIAGRAM,
      2,
      "next trace",
      "open the next trace",
      cmd_next_trace },
    { { 'K' },
      ON_LIST | ON_DIAGRAM,
      0,
      "",
      "open the trace before",
      cmd_prev_trace },
    { { 'e' },
      ON_DIAGRAM,
      3,
      "fault",
      "the next fault: a loss, a duplicate, a crash, a decision",
      cmd_next_fault },
    { { 'E' }, ON_DIAGRAM, 0, "", "the fault before", cmd_prev_fault },
    { { '!' },
      ON_DIAGRAM,
      13,
      "what is wrong",
      "the event at which the case shows what is wrong",
      cmd_telling },
    { { 'o' },
      ON_DIAGRAM,
      5,
      "of this call",
      "the next event of the same call, wherever it is",
      cmd_next_of_call },
    { { 'O' },
      ON_DIAGRAM,
      0,
      "",
      "the event before of the same call",
      cmd_prev_of_call },
    { { ')' },
      ON_DIAGRAM,
      0,
      "",
      "the next event of the same host",
      cmd_next_of_host },
    { { '(' },
      ON_DIAGRAM,
      0,
      "",
      "the event before of the same host",
      cmd_prev_of_host },
    { { '%' },
      ON_DIAGRAM,
      6,
      "other end",
      "the other end of this message: where it was sent, or what became of it",
      cmd_other_end },
    { { '/', F(3) },
      ON_DIAGRAM,
      4,
      "search",
      "search: text of an event, a host, a kind, #7 for datagram 7",
      cmd_search },
    { { 'n' }, ON_DIAGRAM, 0, "", "the next match", cmd_next_hit },
    { { 'N' }, ON_DIAGRAM, 0, "", "the match before", cmd_prev_hit },
    { { '&', F(4) },
      ON_DIAGRAM,
      9,
      "filter",
      "show only what matches; nothing: show all",
      cmd_filter },
    { { ':' },
      ON_DIAGRAM,
      0,
      "",
      "go to an event by its number, or with \"t 0.5\" to that time in ms",
      cmd_line },
    { { 'h', KEY_LEFTWARD },
      ON_DIAGRAM,
      0,
      "",
      "the focus to the lifeline to the left",
      cmd_lifeline_left },
    { { 'l', KEY_RIGHTWARD },
      ON_DIAGRAM,
      0,
      "",
      "the focus to the lifeline to the right",
      cmd_lifeline_right },
    { { 'H' },
      ON_DIAGRAM,
      0,
      "",
      "hide the lifeline with the focus",
      cmd_lifeline_hide },
    { { 'U' }, ON_DIAGRAM, 0, "", "show all lifelines", cmd_lifelines_all },
    { { '<' },
      ON_DIAGRAM,
      0,
      "",
      "move the lifeline with the focus to the left",
      cmd_lifeline_move_left },
    { { '>' },
      ON_DIAGRAM,
      0,
      "",
      "move the lifeline with the focus to the right",
      cmd_lifeline_move_right },
    { { 'm' }, ON_DIAGRAM, 0, "", "mark this event", cmd_mark },
    { { '\'' }, ON_DIAGRAM, 0, "", "go to a mark", cmd_to_mark },
    { { KEY_TAB },
      ON_DIAGRAM,
      7,
      "pane",
      "go to the detail of the event, or back",
      cmd_focus },
    { { '|' },
      ON_DIAGRAM,
      0,
      "",
      "put the detail below, beside or away",
      cmd_layout },
    { { '\\' },
      ON_DIAGRAM,
      0,
      "",
      "give all of the screen to this pane, or no longer",
      cmd_zoom },
    { { 'c' },
      ON_DIAGRAM,
      14,
      "causes",
      "dim all but what led to this event, what follows from it, or both",
      cmd_cone },
    { { 'f' },
      ON_DIAGRAM,
      8,
      "steps",
      "unfold the steps of the calls, or fold them",
      cmd_steps },
    { { 'L' },
      ON_DIAGRAM,
      0,
      "",
      "show what the programs print, or do not",
      cmd_logs },
    { { 'i' },
      ON_DIAGRAM,
      10,
      "statistics",
      "how many messages each link took, lost, doubled, and how long",
      cmd_stats },
    { { '~' }, ON_ALL, 0, "", "draw with ASCII, or with more", cmd_glyphs },
    { { '?', F(1) }, ON_ALL, 11, "help", "this page", cmd_help },
    { { 'q', KEY_ESCAPE }, ON_ALL, 12, "back", "one level back", cmd_back },
    { { 'Q', CTRL('c'), F(10) }, ON_ALL, 0, "", "leave", cmd_leave },
};

const size_t n_commands = sizeof(commands) / sizeof(commands[0]);

void
command_keys(const struct command *cmd, char *buf, size_t cap)
{
    size_t len = 0;

    buf[0] = '\0';
    for (int i = 0; i < COMMAND_KEYS && cmd->key[i] && len < cap; i++) {
        char name[KEY_NAME_MAX];

        keys_title(cmd->key[i], name);
        len +=
            (size_t)snprintf(buf + len, cap - len, "%s%s", i ? " " : "", name);
    }
}
