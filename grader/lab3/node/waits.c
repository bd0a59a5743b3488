/*
 * waits.c - see waits.h.
 */
#include "grader/lab3/node/waits.h"

#include "grader/node/check.h"

/* A clock that is read in milliseconds, before and after. */
#define EARLY_MS 2
#define LATE_MS 4

/* The wait after copy i, from 0 on, without its random part. */
static int64_t
wait_after(const struct rpc_retry *retry, int i)
{
    int64_t ms = retry->first_ms;

    while (i-- > 0 && ms < retry->max_ms)
        ms *= 2;
    return ms < retry->max_ms ? ms : retry->max_ms;
}

static int64_t
random_part(const struct rpc_retry *retry, int i)
{
    return retry->jitter > 0 ? wait_after(retry, i) / retry->jitter : 0;
}

static int
is_within(int64_t ms, int64_t least, int64_t most)
{
    return ms >= least - EARLY_MS && ms <= most + LATE_MS;
}

/* The waits between copies, and the last one, which the deadline may cut. */
static void
check_gaps(const struct rpc_retry *retry, const struct odd_udp *s,
           int64_t ended_ms, const char *when)
{
    for (int i = 0; i < s->n_copies; i++) {
        int last = i == s->n_copies - 1;
        int64_t until_ms = last ? ended_ms : s->copy[i + 1].at_ms;
        int64_t waited_ms = until_ms - s->copy[i].at_ms;
        int64_t least_ms = last ? 0 : wait_after(retry, i);
        int64_t most_ms = wait_after(retry, i) + random_part(retry, i);

        if (is_within(waited_ms, least_ms, most_ms))
            continue;
        check_failed("%s, with first_ms %d, max_ms %d, jitter %d: after copy "
                     "%d the client waited %d ms, not %d to %d",
                     when, retry->first_ms, retry->max_ms, retry->jitter,
                     i + 1, (int)waited_ms, (int)least_ms, (int)most_ms);
        return;
    }
}

void
waits_check(const struct rpc_retry *retry, const struct odd_udp *s,
            int64_t began_ms, int64_t ended_ms, const char *when)
{
    int64_t took_ms = ended_ms - began_ms;

    if (s->n_copies == 0) {
        check_failed("%s: no copy of the request has come to the server",
                     when);
        return;
    }
    CHECK(is_within(took_ms, retry->deadline_ms, retry->deadline_ms),
          "%s: a call with a deadline of %d ms and no reply ended after "
          "%d ms",
          when, retry->deadline_ms, (int)took_ms);
    CHECK(is_within(s->copy[0].at_ms - began_ms, 0, 0),
          "%s: the first copy came %d ms after the call began", when,
          (int)(s->copy[0].at_ms - began_ms));
    check_gaps(retry, s, ended_ms, when);
}
