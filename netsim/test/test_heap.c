/*
 * test_heap.c - the private heap of a process: where a block lies depends on
 * what is allocated now, a free byte is zero, and a mistake is an abort.
 *
 * Sources: malloc(3), posix_memalign(3), heap.c.  Under AddressSanitizer the
 * heap is the sanitizer's, and only the reset is ours (heap_asan.c).
 *
 * heap_current is set for as short as possible: cmocka allocates, too.
 */
#include "netsim/heap.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/testing.h"

/* The compiler believes that malloc() does not look at heap_current, so it
 * must not know what is called. */
static void *(*volatile malloc_fn)(size_t) = malloc;
static void *(*volatile realloc_fn)(void *, size_t) = realloc;
static void (*volatile free_fn)(void *) = free;

#if SIM_ASAN

int __sanitizer_get_ownership(const volatile void *p);

static void
a_reset_frees_what_the_process_holds(void **state)
{
    struct heap *h = heap_new();
    void *p[1000], *ours;

    (void)state;
    ours = malloc_fn(10);
    heap_current = h;
    for (size_t i = 0; i < 1000; i++)
        p[i] = malloc_fn(i);
    for (size_t i = 0; i < 1000; i += 2)
        free_fn(p[i]);
    heap_current = NULL;
    heap_reset(h);
    for (size_t i = 1; i < 1000; i += 2)
        assert_false(__sanitizer_get_ownership(p[i]));
    assert_true(__sanitizer_get_ownership(ours));
    free_fn(ours);
    heap_free(h);
}

static void
a_block_that_moves_is_freed_once(void **state)
{
    struct heap *h = heap_new();
    char *p;

    (void)state;
    heap_current = h;
    p = malloc_fn(1);
    for (size_t len = 1; len < 100000; len *= 2)
        p = realloc_fn(p, len);
    heap_current = NULL;
    heap_reset(h);
    assert_false(__sanitizer_get_ownership(p));
    heap_free(h);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_reset_frees_what_the_process_holds),
    cmocka_unit_test(a_block_that_moves_is_freed_once),
};

#else

#define LARGE ((size_t)32 << 10) /* above: whole pages */

static struct heap *heap;

static void *(*volatile calloc_fn)(size_t, size_t) = calloc;

static int
new_heap(void **state)
{
    (void)state;
    heap = heap_new();
    return 0;
}

static int
old_heap(void **state)
{
    (void)state;
    heap_free(heap);
    return 0;
}

static void *
take(size_t len)
{
    void *p;

    heap_current = heap;
    p = malloc_fn(len);
    heap_current = NULL;
    return p;
}

static void *
resize(void *p, size_t len)
{
    heap_current = heap;
    p = realloc_fn(p, len);
    heap_current = NULL;
    return p;
}

static int
all_zero(const char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i])
            return 0;
    return 1;
}

static void
a_block_has_room_for_what_was_asked(void **state)
{
    (void)state;
    for (size_t len = 0; len <= LARGE + 5000; len++) {
        char *p = take(len);
        size_t room;

        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        room = malloc_usable_size(p);
        assert_true(room >= len);
        assert_true(room <= len + len / 4 + 4096);
        assert_true(room <= (len > 128 ? len + len / 4 + 1 : len + 16) ||
                    len > LARGE);
        memset(p, 0xff, room);
        free_fn(p);
    }
}

/* A block that touched the next one would show. */
static void
neighbours_of_every_size_do_not_touch(void **state)
{
    (void)state;
    for (size_t len = 1; len <= LARGE + 5000; len += len / 16 + 1) {
        unsigned char *p[3];

        for (int i = 0; i < 3; i++)
            memset(p[i] = take(len), i + 1, len);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(p[i][0], i + 1);
            assert_int_equal(p[i][len - 1], i + 1);
            free_fn(p[i]);
        }
    }
}

static void
a_freed_block_is_zero_and_comes_again(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 4 * LARGE; len *= 2) {
        char *p = take(len), *q;

        assert_true(all_zero(p, len));
        memset(p, 1, len);
        free_fn(p);
        q = take(len);
        assert_ptr_equal(q, p);
        assert_true(all_zero(q, len));
        free_fn(q);
    }
}

static void
the_lowest_free_place_is_taken_first(void **state)
{
    char *p[200];

    (void)state;
    for (int i = 0; i < 200; i++)
        p[i] = take(24);
    for (int i = 1; i < 200; i++)
        assert_true(p[i] > p[i - 1]);
    free_fn(p[150]);
    free_fn(p[3]);
    free_fn(p[70]);
    assert_ptr_equal(take(24), p[3]);
    assert_ptr_equal(take(20), p[70]); /* the class counts, not the size */
    assert_ptr_equal(take(32), p[150]);
    assert_true((char *)take(24) > p[199]);
}

static void
large_blocks_fill_the_first_gap_they_fit_in(void **state)
{
    char *a = take(2 * LARGE), *b = take(4 * LARGE), *c = take(2 * LARGE);

    (void)state;
    memset(b, 1, 4 * LARGE);
    free_fn(a);
    free_fn(b);
    assert_ptr_equal(take(5 * LARGE), a); /* the two gaps are one */
    assert_true((char *)take(2 * LARGE) > c);
    assert_true(all_zero(a, 5 * LARGE));
}

static void
a_reset_heap_is_as_new(void **state)
{
    static const size_t len[] = { 1, 100, 5000, 2 * LARGE, 500000 };
    char *p[5];

    (void)state;
    for (int i = 0; i < 5; i++)
        memset(p[i] = take(len[i]), 1, len[i]);
    heap_reset(heap);
    for (int i = 0; i < 5; i++) {
        assert_ptr_equal(take(len[i]), p[i]);
        assert_true(all_zero(p[i], len[i]));
    }
}

static void
memory_runs_out_with_enomem(void **state)
{
    (void)state;
    errno = 0;
    assert_null(take(SIZE_MAX));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(take(SIZE_MAX - 4096));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(take((size_t)1 << 30));
    assert_int_equal(errno, ENOMEM);
}

/* calloc(3): a product that overflows is an error, not a small block. */
static void
calloc_sees_an_overflow(void **state)
{
    volatile size_t half = SIZE_MAX / 2 + 1;
    void *p;

    (void)state;
    errno = 0;
    heap_current = heap;
    p = calloc_fn(half, 2);
    heap_current = NULL;
    assert_null(p);
    assert_int_equal(errno, ENOMEM);
    heap_current = heap;
    p = calloc_fn(half, 3);
    heap_current = NULL;
    assert_null(p);
}

static void
realloc_keeps_what_fits(void **state)
{
    char *p = take(10);

    (void)state;
    strcpy(p, "unchanged");
    for (size_t len = 10; len < 5 * LARGE; len += len / 3) {
        p = resize(p, len);
        assert_non_null(p);
        assert_string_equal(p, "unchanged");
    }
    for (size_t len = 5 * LARGE; len >= 10; len -= len / 3) {
        p = resize(p, len);
        assert_string_equal(p, "unchanged");
    }
}

/* realloc(3): "the original block is left untouched". */
static void
realloc_that_fails_leaves_the_block(void **state)
{
    char *p = take(10);

    (void)state;
    strcpy(p, "unchanged");
    errno = 0;
    assert_null(resize(p, SIZE_MAX));
    assert_int_equal(errno, ENOMEM);
    assert_string_equal(p, "unchanged");
    free_fn(p);
}

/* posix_memalign(3). */
static void
an_aligned_block_is_aligned(void **state)
{
    (void)state;
    for (size_t align = sizeof(void *); align <= 4096; align *= 2)
        for (size_t len = 1; len <= 2 * LARGE; len *= 3) {
            void *p = NULL;
            int r;

            heap_current = heap;
            r = posix_memalign(&p, align, len);
            heap_current = NULL;
            assert_int_equal(r, 0);
            assert_int_equal((uintptr_t)p % align, 0);
            assert_true(malloc_usable_size(p) >= len);
        }
}

static void
an_alignment_must_be_a_power_of_two(void **state)
{
    void *p;

    (void)state;
    assert_int_equal(posix_memalign(&p, 0, 8), EINVAL);
    assert_int_equal(posix_memalign(&p, 4, 8), EINVAL);
    assert_int_equal(posix_memalign(&p, 24, 8), EINVAL);
}

/* ---- mistakes ----------------------------------------------------------- */

static void
free_it(void *p)
{
    free_fn(p);
}

static void
resize_it(void *p)
{
    resize(p, 10);
}

static void
check_aborts(void (*fn)(void *), void *p)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
        signal(SIGABRT, SIG_DFL);
        fn(p);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void
what_is_no_block_cannot_be_freed(void **state)
{
    (void)state;
    for (size_t len = 16; len <= 4 * LARGE; len *= 4) {
        char *p = take(len);

        check_aborts(free_it, p + 8);
        check_aborts(resize_it, p + 8);
        free_fn(p);
        check_aborts(free_it, p);
        check_aborts(resize_it, p);
    }
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, new_heap, old_heap)

static const struct CMUnitTest tests[] = {
    TEST(a_block_has_room_for_what_was_asked),
    TEST(neighbours_of_every_size_do_not_touch),
    TEST(a_freed_block_is_zero_and_comes_again),
    TEST(the_lowest_free_place_is_taken_first),
    TEST(large_blocks_fill_the_first_gap_they_fit_in),
    TEST(a_reset_heap_is_as_new),
    TEST(memory_runs_out_with_enomem),
    TEST(calloc_sees_an_overflow),
    TEST(realloc_keeps_what_fits),
    TEST(realloc_that_fails_leaves_the_block),
    TEST(an_aligned_block_is_aligned),
    TEST(an_alignment_must_be_a_power_of_two),
    TEST(what_is_no_block_cannot_be_freed),
};

#endif

int
main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
