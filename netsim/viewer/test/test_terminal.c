/*
 * test_terminal.c - the command `view` on a terminal: what is on its screen,
 * how it takes a resize, a hang-up and the wish to leave.
 *
 * The terminal is a pseudo-terminal with libvterm at its other end, which
 * understands what ncurses writes as a real one does.  Nothing sleeps for a
 * time in the hope that all is drawn by then: a test waits for a text.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "grader/testing.h"

#define VIEW BUILD "/bin/view"
#define TRACE "netsim/trace/test/lost_reply.jsonl"
#define PATIENCE_MS 20000 /* on the slowest machine, sanitized */

struct terminal {
    pid_t pid;
    int fd;
    int rows, cols;
    long bytes; /* written by the program, up to now */
    VTerm *vt;
    VTermScreen *screen;
};

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* ---- a terminal --------------------------------------------------------- */

static _Noreturn void
become_view(const char *const *env, const char *trace)
{
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    for (; *env; env++)
        putenv((char *)(uintptr_t)*env);
    if (strcmp(trace, TRACE) == 0)
        execl(VIEW, "view", trace, (char *)NULL);
    else
        execl(VIEW, "view", "--follow", trace, (char *)NULL);
    _exit(127);
}

static void
start_with(struct terminal *t, int rows, int cols, const char *const *env,
           const char *trace)
{
    struct winsize size = { .ws_row = (unsigned short)rows,
                            .ws_col = (unsigned short)cols };

    *t = (struct terminal){ .rows = rows, .cols = cols };
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    assert_true(t->pid >= 0);
    if (t->pid == 0)
        become_view(env, trace);
    t->vt = vterm_new(rows, cols);
    vterm_set_utf8(t->vt, 1);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_reset(t->screen, 1);
}

static void
start(struct terminal *t, int rows, int cols, const char *const *env)
{
    start_with(t, rows, cols, env, TRACE);
}

/* What comes within ms: its length, 0 if nothing does. */
static long
take(struct terminal *t, int ms)
{
    struct pollfd p = { .fd = t->fd, .events = POLLIN };
    char buf[4096];
    ssize_t n;

    if (poll(&p, 1, ms) <= 0)
        return 0;
    n = read(t->fd, buf, sizeof(buf));
    if (n <= 0)
        return 0;
    vterm_input_write(t->vt, buf, (size_t)n);
    t->bytes += n;
    return n;
}

static VTermScreenCell
cell_at(const struct terminal *t, int row, int col)
{
    VTermScreenCell cell;

    vterm_screen_get_cell(t->screen, (VTermPos){ row, col }, &cell);
    return cell;
}

static int
shows(const struct terminal *t, const char *text)
{
    char line[4096];

    for (int row = 0; row < t->rows; row++) {
        size_t n =
            vterm_screen_get_text(t->screen, line, sizeof(line) - 1,
                                  (VTermRect){ row, row + 1, 0, t->cols });

        line[n < sizeof(line) ? n : sizeof(line) - 1] = '\0';
        if (strstr(line, text))
            return 1;
    }
    return 0;
}

static void
wait_for(struct terminal *t, const char *text)
{
    int64_t until = now_ms() + PATIENCE_MS;

    while (!shows(t, text)) {
        take(t, 50);
        if (now_ms() > until)
            fail_msg("\"%s\" is not on the screen within %d ms", text,
                     PATIENCE_MS);
    }
}

static void
type(struct terminal *t, const char *keys)
{
    assert_int_equal(write(t->fd, keys, strlen(keys)), strlen(keys));
}

/* Its exit status; what it still has to say is read, so that it can. */
static int
end(struct terminal *t)
{
    int64_t until = now_ms() + PATIENCE_MS;
    int status = 0;

    while (waitpid(t->pid, &status, WNOHANG) == 0) {
        if (t->fd >= 0)
            take(t, 10);
        else
            poll(NULL, 0, 10);
        if (now_ms() > until) {
            kill(t->pid, SIGKILL);
            waitpid(t->pid, &status, 0);
            fail_msg("it has not ended within %d ms", PATIENCE_MS);
        }
    }
    if (t->fd >= 0) {
        while (take(t, 0) > 0)
            ;
        close(t->fd);
    }
    vterm_free(t->vt);
    return status;
}

static const char *const usual[] = { NULL };

/* ---- tests -------------------------------------------------------------- */

static void
it_draws_and_leaves(void **state)
{
    struct terminal t;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "debit(alice, 10)  2nd time");
    type(&t, "?");
    wait_for(&t, "the next row");
    type(&t, "q");
    wait_for(&t, "row 3 of 8");
    type(&t, "j");
    wait_for(&t, "row 4 of 8");
    type(&t, "\033OB"); /* the arrow down */
    wait_for(&t, "row 5 of 8");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

static void
control_c_leaves(void **state)
{
    struct terminal t;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    type(&t, "\003");
    assert_int_equal(end(&t), 0);
}

static void
a_resize_draws_all_anew(void **state)
{
    struct winsize size = { .ws_row = 30, .ws_col = 100 };
    struct terminal t;
    int64_t until = now_ms() + PATIENCE_MS;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    vterm_set_size(t.vt, 30, 100);
    t.rows = 30;
    t.cols = 100;
    assert_int_equal(ioctl(t.fd, TIOCSWINSZ, &size), 0);
    while (cell_at(&t, 0, 99).chars[0] != 0x2500 && now_ms() < until)
        take(&t, 50);
    assert_int_equal(cell_at(&t, 0, 99).chars[0], 0x2500);
    wait_for(&t, "row 3 of 8");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

static void
it_does_not_outlive_its_terminal(void **state)
{
    struct terminal t;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    close(t.fd);
    t.fd = -1;
    end(&t); /* by itself, or by SIGHUP */
}

static void
idle_it_writes_nothing(void **state)
{
    struct terminal t;
    long before;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    while (take(&t, 300) > 0)
        ;
    before = t.bytes;
    take(&t, 700);
    assert_int_equal(t.bytes, before);
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

/* A click at a cell, from 0, as terminals since xterm say it. */
static void
click(struct terminal *t, int row, int col)
{
    char text[40];

    snprintf(text, sizeof(text), "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1,
             row + 1, col + 1, row + 1);
    type(t, text);
}

static void
the_mouse_chooses_rows_and_keys(void **state)
{
    struct terminal t;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    type(&t, "\033OQ"); /* F2 */
    wait_for(&t, "the mouse chooses rows");
    click(&t, 6, 20);
    wait_for(&t, "row 5 of 8");
    click(&t, 23, 0); /* "J next trace" */
    wait_for(&t, "there is no next trace");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

static void
plain_text_stays_until_a_key(void **state)
{
    struct terminal t;

    (void)state;
    start(&t, 24, 80, usual);
    wait_for(&t, "row 3 of 8");
    type(&t, "y");
    wait_for(&t, "Any key goes on.");
    type(&t, "j");
    wait_for(&t, "row 3 of 8"); /* that key did nothing else */
    type(&t, "j");
    wait_for(&t, "row 4 of 8");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

static void
an_editor_gets_the_line_of_the_event(void **state)
{
    static const char *const editor[] = {
        "VISUAL=sh -c 'echo edit \"$@\"; read line' -", NULL
    };
    struct terminal t;

    (void)state;
    start(&t, 24, 80, editor);
    wait_for(&t, "row 3 of 8");
    type(&t, "v");
    wait_for(&t, "edit +9 " TRACE); /* event :8 */
    type(&t, "\n");
    wait_for(&t, "row 3 of 8");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

/* The first bytes of a trace go into a file of their own. */
static void
copy_bytes(const char *to, long n)
{
    FILE *in = fopen(TRACE, "r"), *out = fopen(to, "w");

    assert_true(in && out);
    for (int c; n-- > 0 && (c = fgetc(in)) != EOF;)
        fputc(c, out);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

static void
a_trace_that_grows_is_followed(void **state)
{
    char path[] = "/tmp/rpclab-view-XXXXXX";
    struct terminal t;
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    copy_bytes(path, 700); /* in the middle of a line */
    start_with(&t, 24, 80, usual, path);
    wait_for(&t, "row 1 of 1");
    copy_bytes(path, 100000);
    wait_for(&t, "row 8 of 8");
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
    unlink(path);
}

/* How many cells have a colour of their own. */
static int
coloured(const struct terminal *t)
{
    int n = 0;

    for (int row = 0; row < t->rows; row++)
        for (int col = 0; col < t->cols; col++) {
            VTermScreenCell cell = cell_at(t, row, col);

            n += !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg);
        }
    return n;
}

static void
no_color_is_obeyed(void **state)
{
    static const char *const no_color[] = { "NO_COLOR=1", NULL };
    static const char *const *const env[] = { usual, no_color };
    struct terminal t;
    int n[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        start(&t, 24, 80, env[i]);
        wait_for(&t, "row 3 of 8");
        n[i] = coloured(&t);
        type(&t, "Q");
        assert_int_equal(end(&t), 0);
    }
    assert_true(n[0] > 0);
    assert_int_equal(n[1], 0);
}

static void
without_utf8_it_draws_with_ascii(void **state)
{
    static const char *const plain[] = { "LC_ALL=C", NULL };
    struct terminal t;

    (void)state;
    start(&t, 24, 80, plain);
    wait_for(&t, "row 3 of 8");
    for (int row = 0; row < t.rows; row++)
        for (int col = 0; col < t.cols; col++)
            assert_true(cell_at(&t, row, col).chars[0] < 0x80);
    type(&t, "Q");
    assert_int_equal(end(&t), 0);
}

static void
an_unknown_terminal_is_named(void **state)
{
    static const char *const odd[] = { "TERM=nonsense", NULL };
    struct terminal t;
    int status;

    (void)state;
    start(&t, 24, 80, odd);
    wait_for(&t, "\"nonsense\" is not known");
    status = end(&t);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_draws_and_leaves),
        cmocka_unit_test(control_c_leaves),
        cmocka_unit_test(a_resize_draws_all_anew),
        cmocka_unit_test(it_does_not_outlive_its_terminal),
        cmocka_unit_test(idle_it_writes_nothing),
        cmocka_unit_test(the_mouse_chooses_rows_and_keys),
        cmocka_unit_test(plain_text_stays_until_a_key),
        cmocka_unit_test(an_editor_gets_the_line_of_the_event),
        cmocka_unit_test(a_trace_that_grows_is_followed),
        cmocka_unit_test(no_color_is_obeyed),
        cmocka_unit_test(without_utf8_it_draws_with_ascii),
        cmocka_unit_test(an_unknown_terminal_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
