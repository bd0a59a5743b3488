/*
 * terminal.c - see terminal.h.
 *
 * ncurses takes care of what a terminal understands; what is drawn, and what
 * a key does, is the viewer's.  No line graphics of ncurses are used, since
 * those depend on terminals: the canvas has its characters.
 */
#define _XOPEN_SOURCE_EXTENDED 1
#include "netsim/viewer/terminal.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "netsim/trace/glyphs.h"
#include "netsim/viewer/keys.h"

#define ESCAPE_MS 25 /* how long the rest of an escape sequence may take */
#define WAIT_MS 200  /* then look whether the terminal is gone */
#define RUN_WAIT_MS 50

static volatile sig_atomic_t gone;

static void
note_end(int sig)
{
    gone = sig;
}

/* ---- what a style looks like -------------------------------------------- */

enum { RED = 1, GREEN, YELLOW, CYAN };

static attr_t
look(const struct canvas_cell *cell, int colours)
{
    static const struct {
        attr_t attr;
        int colour;
    } looks[STYLES] = {
        [STYLE_PLAIN] = { A_NORMAL, 0 },    [STYLE_DIM] = { A_DIM, 0 },
        [STYLE_TITLE] = { A_BOLD, 0 },      [STYLE_KEY] = { A_BOLD, CYAN },
        [STYLE_GOOD] = { A_NORMAL, GREEN }, [STYLE_BAD] = { A_BOLD, RED },
        [STYLE_ODD] = { A_NORMAL, YELLOW }, [STYLE_EXEC] = { A_BOLD, 0 },
        [STYLE_MATCH] = { A_UNDERLINE, 0 },
    };
    attr_t attr = looks[cell->style].attr;

    if (colours && looks[cell->style].colour)
        attr |= COLOR_PAIR(looks[cell->style].colour);
    return cell->cursor ? attr | A_REVERSE : attr;
}

static void
begin_colours(void)
{
    start_color();
    use_default_colors();
    init_pair(RED, COLOR_RED, -1);
    init_pair(GREEN, COLOR_GREEN, -1);
    init_pair(YELLOW, COLOR_YELLOW, -1);
    init_pair(CYAN, COLOR_CYAN, -1);
}

/* ---- painting ----------------------------------------------------------- */

static void
paint(const struct canvas *c, int colours)
{
    for (int row = 0; row < c->rows; row++)
        for (int col = 0; col < c->cols; col++) {
            const struct canvas_cell *cell = &c->cell[row * c->cols + col];
            wchar_t text[2] = { (wchar_t)cell->ch, 0 };
            attr_t attr = look(cell, colours);
            cchar_t cc;

            if (cell->ch == CELL_TAIL)
                continue;
            setcchar(&cc, text, attr & ~(attr_t)A_COLOR,
                     (short)PAIR_NUMBER(attr), NULL);
            mvadd_wch(row, col, &cc);
        }
    refresh();
}

static void
draw(struct viewer *v, int colours)
{
    struct canvas c;

    canvas_init(&c, LINES, COLS, viewer_ascii(v));
    viewer_draw(v, &c);
    paint(&c, colours);
    canvas_release(&c);
}

/* ---- keys --------------------------------------------------------------- */

/* The number that keys.h has for one of ncurses; -1: it has none. */
static int
key_of(wint_t code)
{
    static const struct {
        int code, key;
    } keys[] = {
        { KEY_UP, KEY_UPWARD },      { KEY_DOWN, KEY_DOWNWARD },
        { KEY_LEFT, KEY_LEFTWARD },  { KEY_RIGHT, KEY_RIGHTWARD },
        { KEY_HOME, KEY_FIRST_ROW }, { KEY_END, KEY_LAST_ROW },
        { KEY_PPAGE, KEY_PAGE_UP },  { KEY_NPAGE, KEY_PAGE_DOWN },
        { KEY_ENTER, KEY_RETURN },   { KEY_BACKSPACE, KEY_RUBOUT },
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (keys[i].code == (int)code)
            return keys[i].key;
    if (code > KEY_F0 && code <= KEY_F(12))
        return KEY_FUNCTION + (int)code - KEY_F0;
    return -1;
}

/* Is there still someone at the other end? */
static int
is_hung_up(void)
{
    struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

    return poll(&p, 1, 0) > 0 && p.revents & (POLLHUP | POLLERR | POLLNVAL);
}

/* ---- the mouse ---------------------------------------------------------- */

/* It is the terminal's, to select and copy with, until it is asked for. */
static void
set_mouse(const struct viewer *v, int *on)
{
    if (viewer_mouse(v) == *on)
        return;
    *on = viewer_mouse(v);
    mouseinterval(0); /* a press is a click: nothing waits for a second one */
    mousemask(*on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0,
              NULL);
}

static int
take_mouse(struct viewer *v)
{
    MEVENT m;

    if (getmouse(&m) != OK)
        return 0;
    if (m.bstate & BUTTON4_PRESSED)
        return viewer_wheel(v, -1);
    if (m.bstate & BUTTON5_PRESSED)
        return viewer_wheel(v, 1);
    return m.bstate & BUTTON1_PRESSED ? viewer_click(v, m.y, m.x) : 0;
}

/* ---- what has the whole terminal ---------------------------------------- */

/* The screen as lines, which stay in what the terminal has scrolled by. */
static void
print_plain(struct viewer *v)
{
    struct canvas c;

    canvas_init(&c, LINES, COLS, viewer_ascii(v));
    viewer_draw(v, &c);
    def_prog_mode();
    endwin();
    canvas_print(&c, 0, stdout);
    printf("Any key goes on.");
    fflush(stdout);
    canvas_release(&c);
    reset_prog_mode();
    timeout(-1);
    getch();
    timeout(WAIT_MS);
    putchar('\n');
    clearok(stdscr, TRUE);
}

/* Whoever says in the environment which editor it is may use a shell's
 * words: "code --wait". */
static void
run_editor(const char *path, size_t line)
{
    const char *editor = getenv("VISUAL");
    char at[32];
    pid_t pid;

    if (!editor || !*editor)
        editor = getenv("EDITOR");
    if (!editor || !*editor)
        editor = "vi";
    snprintf(at, sizeof(at), "+%zu", line);
    def_prog_mode();
    endwin();
    pid = fork();
    if (pid == 0) {
        setenv("RPCLAB_EDITOR", editor, 1);
        execl("/bin/sh", "sh", "-c", "eval \"$RPCLAB_EDITOR\" '\"$@\"'", "sh",
              at, path, (char *)NULL);
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    reset_prog_mode();
    clearok(stdscr, TRUE);
}

static void
grant_wish(struct viewer *v)
{
    enum viewer_wish wish = viewer_wish(v);
    size_t line;
    const char *path = viewer_file(v, &line);

    if (wish == WISH_PLAIN)
        print_plain(v);
    else if (wish == WISH_EDITOR && path)
        run_editor(path, line);
}

/* ---- while a case is run again ------------------------------------------ */

/* Any key ends it. */
static int
wait_for_grader(void *arg, int64_t ms)
{
    wint_t code;
    int got;

    (void)arg;
    if (ms % 1000 == 0) {
        mvprintw(LINES - 2, 0, "running, %d s; any key stops it",
                 (int)(ms / 1000));
        clrtoeol();
        refresh();
    }
    timeout(RUN_WAIT_MS);
    got = get_wch(&code);
    timeout(WAIT_MS);
    return gone || (got != ERR && code != KEY_RESIZE) ||
           (got == ERR && is_hung_up());
}

/* ---- all of it ---------------------------------------------------------- */

/* What get_wch() has got; 1: it was the last. */
static int
take(struct viewer *v, int got, wint_t code)
{
    int key = -1;

    if (got == OK && code == KEY_CONTROL('l')) {
        clearok(stdscr, TRUE);
        return 0;
    }
    if (got == KEY_CODE_YES && code == KEY_MOUSE)
        return take_mouse(v);
    if (got == OK)
        key = (int)code;
    else if (code != KEY_RESIZE)
        key = key_of(code);
    return key >= 0 ? viewer_key(v, key) : 0;
}

static void
loop(struct viewer *v, int colours)
{
    int over = 0, mouse = 0;

    viewer_set_wait(v, wait_for_grader, NULL);
    set_mouse(v, &mouse);
    draw(v, colours);
    while (!over && !gone) {
        wint_t code;
        int got = get_wch(&code);

        if (got == ERR) {
            over = is_hung_up();
            if (viewer_tick(v))
                draw(v, colours);
            continue;
        }
        over = take(v, got, code);
        grant_wish(v);
        set_mouse(v, &mouse);
        draw(v, colours);
    }
}

/* newterm() says no more than that it failed, and then leaks memory. */
static int
is_known(const char *name)
{
    int err;

    if (setupterm(name, STDOUT_FILENO, &err) != OK)
        return 0;
    del_curterm(cur_term);
    return 1;
}

int
terminal_run(struct viewer *v, int colours, char *why, size_t cap)
{
    struct sigaction end = { .sa_handler = note_end };
    const char *name = getenv("TERM");
    SCREEN *screen = NULL;

    sigaction(SIGHUP, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    if (is_known(name))
        screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        snprintf(why, cap,
                 "the terminal \"%s\" is not known, or can do too little",
                 name ? name : "");
        return -1;
    }
    raw(); /* Ctrl-C is a key */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    timeout(WAIT_MS);
    curs_set(0);
    colours = colours && has_colors();
    if (colours)
        begin_colours();
    loop(v, colours);
    endwin();
    delscreen(screen);
    return 0;
}
