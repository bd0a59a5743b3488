/*
 * test_event.c - the queue of events: an order that is total, so that a run
 * is a function of what was asked for, and never of the shape of a heap.
 *
 * Source: event.c, "ordered by (time, order of queueing)".
 */
#include "netsim/chooser.h"
#include "netsim/event.h"

#include <stdlib.h>

#include "grader/testing.h"

static void
events_come_in_order_of_time(void **state)
{
    static const int64_t at[] = { 5, 1, 4, 1, 3, 9, 0, INT64_MAX };
    struct event ev[8] = { 0 }, *e;
    struct event_queue q = { 0 };
    int64_t last = -1;

    (void)state;
    for (int i = 0; i < 8; i++)
        event_add(&q, &ev[i], at[i]);
    for (int i = 0; i < 8; i++) {
        e = event_take(&q);
        assert_non_null(e);
        assert_true(e->at_ns >= last);
        last = e->at_ns;
    }
    assert_null(event_take(&q));
    free(q.heap);
}

static void
events_of_one_instant_come_first_come_first_served(void **state)
{
    enum { N = 200 };
    static struct event ev[N];
    struct event_queue q = { 0 };

    (void)state;
    for (int i = 0; i < N; i++)
        event_add(&q, &ev[i], 7);
    for (int i = 0; i < N; i++)
        assert_ptr_equal(event_take(&q), &ev[i]);
    free(q.heap);
}

static void
ties_do_not_swap_because_of_a_third_that_leaves(void **state)
{
    enum { N = 40 };
    static struct event ev[N];

    (void)state;
    for (int gone = 0; gone < N; gone++) {
        struct event_queue q = { 0 };

        for (int i = 0; i < N; i++)
            event_add(&q, &ev[i], 7);
        event_cancel(&q, &ev[gone]);
        for (int i = 0; i < N; i++)
            if (i != gone)
                assert_ptr_equal(event_take(&q), &ev[i]);
        assert_null(event_take(&q));
        free(q.heap);
    }
}

static void
an_event_that_is_not_queued_may_be_cancelled(void **state)
{
    struct event ev = { 0 };
    struct event_queue q = { 0 };

    (void)state;
    event_cancel(&q, &ev);
    event_add(&q, &ev, 1);
    event_cancel(&q, &ev);
    event_cancel(&q, &ev);
    assert_null(event_take(&q));
    event_add(&q, &ev, 2); /* and queued again */
    assert_ptr_equal(event_take(&q), &ev);
    free(q.heap);
}

static void
a_cleared_queue_counts_from_the_beginning(void **state)
{
    struct event ev[3] = { 0 };
    struct event_queue q = { 0 };

    (void)state;
    for (int i = 0; i < 3; i++)
        event_add(&q, &ev[i], 3 - i);
    event_clear(&q);
    assert_null(event_take(&q));
    for (int i = 0; i < 3; i++)
        event_add(&q, &ev[i], 0);
    assert_int_equal(ev[0].order, 1);
    event_clear(&q);
    free(q.heap);
}

/* ---- against a model: an array that is searched ------------------------- */

enum { MODEL = 300 };

struct model {
    struct event *ev[MODEL];
    int n;
};

static void
model_remove(struct model *m, const struct event *ev)
{
    for (int i = 0; i < m->n; i++)
        if (m->ev[i] == ev) {
            m->ev[i] = m->ev[--m->n];
            return;
        }
}

static struct event *
model_first(const struct model *m)
{
    struct event *first = m->n ? m->ev[0] : NULL;

    for (int i = 1; i < m->n; i++)
        if (m->ev[i]->at_ns < first->at_ns ||
            (m->ev[i]->at_ns == first->at_ns &&
             m->ev[i]->order < first->order))
            first = m->ev[i];
    return first;
}

/* Few times, so that many are equal. */
static void
one_step(struct event_queue *q, struct model *m, struct event *ev,
         uint64_t draw)
{
    struct event *first;

    switch (draw >> 32 & 3) {
    case 0:
    case 1:
        if (ev->slot == 0) {
            event_add(q, ev, (int64_t)(draw >> 40 & 15));
            m->ev[m->n++] = ev;
        }
        break;
    case 2:
        event_cancel(q, ev);
        model_remove(m, ev);
        break;
    default:
        first = model_first(m);
        assert_ptr_equal(event_take(q), first);
        model_remove(m, first);
    }
}

static void
the_queue_does_what_a_sorted_list_would(void **state)
{
    static struct event ev[MODEL];
    struct event_queue q = { 0 };
    struct model m = { .n = 0 };

    (void)state;
    for (uint64_t i = 0; i < 50000; i++) {
        uint64_t draw = random_keyed(1, i, 0, 0);

        one_step(&q, &m, &ev[draw % MODEL], draw);
        assert_int_equal(q.n, m.n);
    }
    while (m.n) {
        struct event *first = model_first(&m);

        assert_ptr_equal(event_take(&q), first);
        model_remove(&m, first);
    }
    free(q.heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_come_in_order_of_time),
        cmocka_unit_test(events_of_one_instant_come_first_come_first_served),
        cmocka_unit_test(ties_do_not_swap_because_of_a_third_that_leaves),
        cmocka_unit_test(an_event_that_is_not_queued_may_be_cancelled),
        cmocka_unit_test(a_cleared_queue_counts_from_the_beginning),
        cmocka_unit_test(the_queue_does_what_a_sorted_list_would),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
