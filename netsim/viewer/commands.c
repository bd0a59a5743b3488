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
    else if (v->screen == SCREEN_COMPARE)
        compare_close(v);
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
cmd_write(struct viewer *v, int count)
{
    (void)count;
    ask(v, ':');
    memcpy(v->typed, "w ", sizeof("w "));
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
    { { ' ' }, ON_ALL & ~ON_LIST, 0, "", "a page on", cmd_page_down },
    { { KEY_PAGE_DOWN }, ON_ALL, 0, "", "a page on", cmd_page_down },
    { { ' ' },
      ON_LIST,
      4,
      "mark",
      "mark the trace that d compares with, or no longer",
      cmd_mark_trace },
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
    { { 'r' },
      ON_DIAGRAM,
      0,
      "",
      "the next timeout, or message that was sent before",
      cmd_next_repeat },
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
    { { 's' },
      ON_DIAGRAM,
      0,
      "",
      "fold long times, also what a host does on end, or nothing",
      cmd_folding },
    { { 'z' },
      ON_DIAGRAM,
      0,
      "",
      "the time: of the run, drawn to scale, since the row above, Lamport's "
      "clock, since the last mark",
      cmd_axis },
    { { 'd' },
      ON_LIST | ON_DIAGRAM,
      15,
      "compare",
      "compare with the trace that is marked, or of which this is another "
      "run, or with the nearest run that is right",
      cmd_compare },
    { { 'i' },
      ON_DIAGRAM,
      10,
      "statistics",
      "how many messages each link took, lost, doubled, and how long",
      cmd_stats },
    { { 'n' },
      ON_COMPARE,
      1,
      "next difference",
      "the next difference",
      cmd_next_difference },
    { { 'N' },
      ON_COMPARE,
      2,
      "the one before",
      "the difference before",
      cmd_prev_difference },
    { { '=' },
      ON_COMPARE,
      3,
      "only differences",
      "show only the differences, or all",
      cmd_only_differences },
    { { KEY_TAB },
      ON_COMPARE,
      4,
      "other side",
      "let the other one be at the left, where - is",
      cmd_other_side },
    { { KEY_RETURN },
      ON_COMPARE,
      5,
      "open",
      "open the trace at this event",
      cmd_open_compared },
    { { 'X' },
      ON_DIAGRAM,
      16,
      "what if",
      "run again without this fault, or with this message lost",
      cmd_switch },
    { { 'R' },
      ON_LIST | ON_DIAGRAM,
      14,
      "run",
      "run it again: the program may be another one by now",
      cmd_rerun },
    { { 'M' },
      ON_DIAGRAM,
      17,
      "minimise",
      "run again with as few deviations as make it wrong",
      cmd_less },
    { { 'p' },
      ON_DIAGRAM,
      18,
      "P(fail)",
      "beside each row: of the runs that go on at random from there, how many "
      "are wrong",
      cmd_margin },
    { { 'F' },
      ON_DIAGRAM,
      0,
      "",
      "follow a trace that grows, or no longer",
      cmd_follow },
    { { 'x' },
      ON_DIAGRAM,
      19,
      "export",
      "write the trace to a file: \":w run.svg\"; the end of the name says "
      "which format, and \":w\" alone which there are",
      cmd_write },
    { { 'v' },
      ON_DIAGRAM,
      0,
      "",
      "open the trace in $EDITOR, at this event",
      cmd_editor },
    { { 'y' },
      ON_ALL,
      0,
      "",
      "print this screen as plain text, to copy from",
      cmd_plain },
    { { F(2) },
      ON_ALL,
      0,
      "",
      "use the mouse, or leave it to the terminal",
      cmd_mouse },
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
