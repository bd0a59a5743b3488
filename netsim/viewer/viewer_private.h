/*
 * viewer_private.h - private to netsim/viewer: its state, and its screens.
 */
#ifndef NETSIM_VIEWER_PRIVATE_H
#define NETSIM_VIEWER_PRIVATE_H

#include "netsim/viewer/comparison.h"
#include "netsim/viewer/detail.h"
#include "netsim/viewer/keys.h"
#include "netsim/viewer/rerun.h"
#include "netsim/viewer/viewer.h"

#define PROMPT_MAX 128
#define MARKS 26
#define HEAD_ROWS 1 /* title, at the top of every screen */
#define FOOT_ROWS 2 /* status, and keys */

enum screen {
    SCREEN_LIST,
    SCREEN_DIAGRAM,
    SCREEN_COMPARE,
    SCREEN_STATS,
    SCREEN_HELP,
    SCREENS
};

/* Where the detail of an event is shown. */
enum layout { LAYOUT_BELOW, LAYOUT_BESIDE, LAYOUT_NONE };

/* A window onto rows of which one is chosen. */
struct window {
    size_t row;           /* the one that is chosen */
    size_t top;           /* the first that is to be seen */
    size_t n;             /* how many there are */
    int height;           /* of the window; 1 or more */
    int row0, col0, cols; /* where it was drawn */
};

/* Two runs beside each other: see screen_compare.c. */
struct compare {
    int is_open;
    size_t item[2];         /* left and right, - and + */
    struct subject subject; /* of the right one; the left one is v->subject */
    struct comparison rows;
    struct window window; /* onto rows, or onto those that differ */
    int only;             /* ... the latter */
    enum screen back;
};

#define FOOT_MAX 16

/* A key in the footer, where it was drawn. */
struct foot {
    int col, cells, key;
};

struct viewer {
    struct items items;
    struct window list;
    enum screen screen;
    enum screen back; /* from help or statistics */

    struct subject subject;
    int is_open; /* the subject is that of an item: */
    size_t open;
    size_t marked;     /* an item, or NO_ITEM */
    int opened;        /* one has been, at any time */
    char trouble[256]; /* why it is not; "" */

    struct types *types; /* borrowed, or NULL */

    struct diagram_options opt;
    struct window diagram;
    uint32_t event; /* the one that is chosen, whatever the rows are */
    enum layout layout;
    int zoomed;           /* the pane with the focus has all of the screen */
    int on_detail;        /* the focus */
    struct window detail; /* row: unused */
    uint32_t mark[MARKS]; /* NO_EVENT: none */
    uint32_t last_mark;   /* event, or NO_EVENT */
    int marking;          /* 'm' or '\'': the next key says which; else 0 */
    int *order;           /* owned; the hosts to show, from the left on */
    int n_order;
    int lifeline;  /* of them, the one with the focus */
    uint8_t *keep; /* owned; what & shows, or NULL */
    uint8_t *cone; /* owned; what c does not dim, or NULL */
    enum cone cone_is;
    uint32_t cone_of; /* event */

    struct compare compare;
    int follow;    /* the trace of v->open, as it grows */
    int64_t grown; /* ... bytes it had when it was read */

    struct rerunner rerunner;
    int sealed;  /* no program runs, no file is written */
    int allowed; /* to run programs */
    void (*pending)(struct viewer *v, int count); /* until that is */
    int margin; /* is P(fail) shown, where it is known? */

    int prompt; /* '/', '&' or ':', or 0: no question is open */
    char typed[PROMPT_MAX];
    char search[PROMPT_MAX];
    char filter[PROMPT_MAX];

    struct window help;
    int count;         /* typed before a command; 0: none */
    char message[256]; /* for the status line, until the next key */
    int ascii;
    int mouse;
    enum viewer_wish wish;
    struct foot foot[FOOT_MAX]; /* of the last screen */
    int n_foot;
    int rows; /* of the last screen */
    int over;
};

#define NO_ITEM SIZE_MAX

/* ---- window.c ----------------------------------------------------------- */

void window_move(struct window *w, long by); /* as far as there are rows */
void window_go(struct window *w, size_t row);
void window_fit(struct window *w, size_t n, int height);

/* Where it is drawn, for who clicks at it. */
void window_place(struct window *w, int row, int col, int cols);
int window_has(const struct window *w, int row, int col);

/* ---- commands.c --------------------------------------------------------- */

/* On which screens a command is. */
enum {
    ON_LIST = 1 << SCREEN_LIST,
    ON_DIAGRAM = 1 << SCREEN_DIAGRAM,
    ON_STATS = 1 << SCREEN_STATS,
    ON_COMPARE = 1 << SCREEN_COMPARE,
    ON_HELP = 1 << SCREEN_HELP,
    ON_ALL = (1 << SCREENS) - 1
};

#define COMMAND_KEYS 4

struct command {
    int key[COMMAND_KEYS]; /* 0 behind the last */
    unsigned where;
    int rank;          /* in the footer: the lowest first; 0: not there */
    const char *label; /* in the footer */
    const char *help;
    void (*run)(struct viewer *v, int count); /* 0: no number was typed */
};

extern const struct command commands[];
extern const size_t n_commands;

/* A command's keys, "j Down". */
void command_keys(const struct command *cmd, char *buf, size_t cap);

/* ---- motions.c ---------------------------------------------------------- */

/* The row that has become the chosen one has an event. */
void motion_moved(struct viewer *v, const struct window *w);

void cmd_down(struct viewer *v, int count);
void cmd_up(struct viewer *v, int count);
void cmd_page_down(struct viewer *v, int count);
void cmd_page_up(struct viewer *v, int count);
void cmd_half_down(struct viewer *v, int count);
void cmd_half_up(struct viewer *v, int count);
void cmd_first(struct viewer *v, int count);
void cmd_last(struct viewer *v, int count);
void cmd_next_fault(struct viewer *v, int count);
void cmd_prev_fault(struct viewer *v, int count);
void cmd_next_repeat(struct viewer *v, int count);
void cmd_next_of_call(struct viewer *v, int count);
void cmd_prev_of_call(struct viewer *v, int count);
void cmd_next_of_host(struct viewer *v, int count);
void cmd_prev_of_host(struct viewer *v, int count);
void cmd_other_end(struct viewer *v, int count);
void cmd_telling(struct viewer *v, int count);
void cmd_next_hit(struct viewer *v, int count);
void cmd_prev_hit(struct viewer *v, int count);
void cmd_mark(struct viewer *v, int count);
void cmd_to_mark(struct viewer *v, int count);

/* How often a motion is to be done. */
static inline long
times(int count)
{
    return count ? count : 1;
}

/* ---- looks.c ------------------------------------------------------------ */

void cmd_focus(struct viewer *v, int count);
void cmd_layout(struct viewer *v, int count);
void cmd_zoom(struct viewer *v, int count);
void cmd_cone(struct viewer *v, int count);
void cmd_axis(struct viewer *v, int count);
void cmd_folding(struct viewer *v, int count);
void cmd_mouse(struct viewer *v, int count);
void cmd_plain(struct viewer *v, int count);
void cmd_editor(struct viewer *v, int count);
void cmd_steps(struct viewer *v, int count);
void cmd_logs(struct viewer *v, int count);
void cmd_stats(struct viewer *v, int count);
void cmd_help(struct viewer *v, int count);
void cmd_glyphs(struct viewer *v, int count);

/* ---- compare.c ---------------------------------------------------------- */

void cmd_mark_trace(struct viewer *v, int count);
void cmd_compare(struct viewer *v, int count);
void cmd_next_difference(struct viewer *v, int count);
void cmd_prev_difference(struct viewer *v, int count);
void cmd_only_differences(struct viewer *v, int count);
void cmd_other_side(struct viewer *v, int count);
void cmd_open_compared(struct viewer *v, int count);
void compare_close(struct viewer *v);

/* The row of the comparison that row i of its window shows. */
size_t compare_row(const struct viewer *v, size_t i);

/* ---- again.c ------------------------------------------------------------ */

void cmd_switch(struct viewer *v, int count);
void cmd_rerun(struct viewer *v, int count);
void cmd_less(struct viewer *v, int count);
void cmd_margin(struct viewer *v, int count);

/* The key after the question whether programs may be run. */
void again_answer(struct viewer *v, int key);

/* Make an item behind the one that is open: the nearest run that is right.
 * 0, or -1 after a message. */
int again_nearest(struct viewer *v);

/* ---- follow.c ----------------------------------------------------------- */

void cmd_follow(struct viewer *v, int count);

/* ---- lifelines.c -------------------------------------------------------- */

/* All of the trace, in its order. */
void lifelines_reset(struct viewer *v);

void cmd_lifeline_left(struct viewer *v, int count);
void cmd_lifeline_right(struct viewer *v, int count);
void cmd_lifeline_hide(struct viewer *v, int count);
void cmd_lifelines_all(struct viewer *v, int count);
void cmd_lifeline_move_left(struct viewer *v, int count);
void cmd_lifeline_move_right(struct viewer *v, int count);

/* ---- actions ------------------------------------------------------------ */

void viewer_say(struct viewer *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Open the item that is chosen in the list. */
void viewer_open(struct viewer *v);

/* Read the trace of an item; on failure v->trouble says why. */
int viewer_read(struct viewer *v, size_t item, struct subject *s);

/* Another subject in the place of the one that is open: what was chosen,
 * marked and searched for stays. */
void viewer_take(struct viewer *v, struct subject *s);

/* The window that motions are for. */
struct window *viewer_focus(struct viewer *v);

/* At which a case shows what is wrong; or else the first fault. */
uint32_t viewer_telling_event(const struct viewer *v);

/* Choose an event; NO_EVENT: say that there is none of that name. */
void viewer_go(struct viewer *v, uint32_t event, const char *what);

/* The question that / & or : has asked is answered. */
void prompt_done(struct viewer *v);

/* ---- write.c ------------------------------------------------------------ */

/* What stands behind ":w". */
void write_done(struct viewer *v, const char *arg);

/* Text over rows from `row` to `last`, broken at blanks; returns the row
 * behind it. */
int draw_wrapped(struct canvas *c, int row, int last, enum style style,
                 const char *text);

/* The look of a case's status. */
enum style status_style(const char *status);

/* ---- margin.c ----------------------------------------------------------- */

/* Cells of P(fail) before a row of the diagram; 0: it is not shown. */
int margin_cells(const struct viewer *v);
void margin_draw(const struct viewer *v, struct canvas *c, int at, int col,
                 uint64_t seq);

/* ---- screens ------------------------------------------------------------ */

void list_draw(struct viewer *v, struct canvas *c);
void compare_draw(struct viewer *v, struct canvas *c);
void diagram_draw(struct viewer *v, struct canvas *c);
void stats_draw(struct viewer *v, struct canvas *c);
void help_draw(struct viewer *v, struct canvas *c);

#endif
