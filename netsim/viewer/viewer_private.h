/*
 * viewer_private.h - private to netsim/viewer: its state, and its screens.
 */
#ifndef NETSIM_VIEWER_PRIVATE_H
#define NETSIM_VIEWER_PRIVATE_H

#include "netsim/viewer/detail.h"
#include "netsim/viewer/keys.h"
#include "netsim/viewer/viewer.h"

#define PROMPT_MAX 128
#define MARKS 26
#define HEAD_ROWS 1 /* title, at the top of every screen */
#define FOOT_ROWS 2 /* status, and keys */

enum screen { SCREEN_LIST, SCREEN_DIAGRAM, SCREEN_STATS, SCREEN_HELP };

/* Where the detail of an event is shown. */
enum layout { LAYOUT_BELOW, LAYOUT_BESIDE, LAYOUT_NONE };

/* A window onto rows of which one is chosen. */
struct window {
    size_t row; /* the one that is chosen */
    size_t top; /* the first that is to be seen */
    size_t n;   /* how many there are */
    int height; /* of the window; 1 or more */
};

struct viewer {
    struct items items;
    struct window list;
    enum screen screen;
    enum screen back; /* from help or statistics */

    struct subject subject;
    int is_open; /* the subject is that of an item: */
    size_t open;
    int opened;        /* one has been, at any time */
    char trouble[256]; /* why it is not; "" */

    struct diagram_options opt;
    struct window diagram;
    uint32_t event; /* the one that is chosen, whatever the rows are */
    enum layout layout;
    int zoomed;           /* the pane with the focus has all of the screen */
    int on_detail;        /* the focus */
    struct window detail; /* row: unused */
    uint32_t mark[MARKS]; /* NO_EVENT: none */
    int marking;          /* 'm' or '\'': the next key says which; else 0 */
    int *order;           /* owned; the hosts to show, from the left on */
    int n_order;
    int lifeline;  /* of them, the one with the focus */
    uint8_t *keep; /* owned; what & shows, or NULL */
    uint8_t *cone; /* owned; what c does not dim, or NULL */
    enum cone cone_is;
    uint32_t cone_of; /* event */

    int prompt; /* '/', '&' or ':', or 0: no question is open */
    char typed[PROMPT_MAX];
    char search[PROMPT_MAX];
    char filter[PROMPT_MAX];

    struct window help;
    int count;         /* typed before a command; 0: none */
    char message[256]; /* for the status line, until the next key */
    int ascii;
    int over;
};

/* ---- window.c ----------------------------------------------------------- */

void window_move(struct window *w, long by); /* as far as there are rows */
void window_go(struct window *w, size_t row);
void window_fit(struct window *w, size_t n, int height);

/* ---- commands.c --------------------------------------------------------- */

/* On which screens a command is. */
enum {
    ON_LIST = 1 << SCREEN_LIST,
    ON_DIAGRAM = 1 << SCREEN_DIAGRAM,
    ON_STATS = 1 << SCREEN_STATS,
    ON_HELP = 1 << SCREEN_HELP,
    ON_ALL = ON_LIST | ON_DIAGRAM | ON_STATS | ON_HELP
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

/* At which a case shows what is wrong; or else the first fault. */
uint32_t viewer_telling_event(const struct viewer *v);

/* Choose an event; NO_EVENT: say that there is none of that name. */
void viewer_go(struct viewer *v, uint32_t event, const char *what);

/* The question that / & or : has asked is answered. */
void prompt_done(struct viewer *v);

/* Text over rows from `row` to `last`, broken at blanks; returns the row
 * behind it. */
int draw_wrapped(struct canvas *c, int row, int last, enum style style,
                 const char *text);

/* The look of a case's status. */
enum style status_style(const char *status);

/* ---- screens ------------------------------------------------------------ */

void list_draw(struct viewer *v, struct canvas *c);
void diagram_draw(struct viewer *v, struct canvas *c);
void stats_draw(struct viewer *v, struct canvas *c);
void help_draw(struct viewer *v, struct canvas *c);

#endif
