/*
 * choice.c - words out of a list, and what to say of one that is not in it.
 */
#include "netsim/lang/text.h"

#include <string.h>

#include "netsim/lang/out.h"

#define LIST_SHOWN 300 /* bytes of a list of names in a message */
#define SLIP_MAX 32    /* longer words get no suggestion */

/* What stands where something else was expected. */
static struct text_quote
found(const struct text *t)
{
    struct text_word w = text_peek(t);
    struct text_quote q;
    struct out o;

    if (w.len > 0)
        return text_quote(w);
    out_init(&o, q.s, sizeof(q.s));
    if (w.at[strspn(w.at, " \t\r")] == '#')
        out_put(&o, "a comment");
    else
        out_put(&o, "the end of the line");
    return q;
}

void
text_fail_expected(struct text *t, const char *what)
{
    text_fail(t, text_peek(t), "expected %s, found %s", what, found(t).s);
}

static size_t
least(size_t a, size_t b, size_t c)
{
    if (b < a)
        a = b;
    return c < a ? c : a;
}

/*
 * How many letters must be put in, taken out, changed or swapped with their
 * neighbour to make s out of w: row i of the table is for the first i
 * letters of w, and a swap looks back two rows.
 */
static size_t
slips(struct text_word w, const char *s)
{
    size_t row[SLIP_MAX + 1][SLIP_MAX + 1];
    size_t len = strlen(s);

    if (w.len > SLIP_MAX || len > SLIP_MAX)
        return SIZE_MAX;
    for (size_t i = 0; i <= w.len; i++)
        for (size_t j = 0; j <= len; j++) {
            if (i == 0 || j == 0) {
                row[i][j] = i + j;
                continue;
            }
            row[i][j] = least(row[i - 1][j] + 1, row[i][j - 1] + 1,
                              row[i - 1][j - 1] + (w.at[i - 1] != s[j - 1]));
            if (i > 1 && j > 1 && w.at[i - 1] == s[j - 2] &&
                w.at[i - 2] == s[j - 1])
                row[i][j] = least(row[i][j], row[i - 2][j - 2] + 1, SIZE_MAX);
        }
    return row[w.len][len];
}

int
text_nearest(struct text_word w, const char *const *candidate, size_t n)
{
    size_t best = SIZE_MAX;
    int nearest = -1;

    for (size_t i = 0; i < n; i++) {
        size_t slip = candidate[i] ? slips(w, candidate[i]) : SIZE_MAX;

        /* One slip in three letters; more is another word. */
        if (slip < best && slip <= strlen(candidate[i]) / 3) {
            best = slip;
            nearest = (int)i;
        }
    }
    return nearest;
}

static void
put_suggestion(struct out *o, struct text_word w, const char *const *candidate,
               size_t n)
{
    int i = text_nearest(w, candidate, n);

    if (i >= 0)
        out_put(o, "; did you mean \"%s\"?", candidate[i]);
}

static int
lookup(struct text_word w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] && text_is(w, list[i]))
            return (int)i;
    return -1;
}

int
text_choice(struct text *t, const char *const *word, size_t n)
{
    struct text_word w = text_peek(t);
    int i = lookup(w, word, n);
    char buf[512];
    struct out o;

    if (i >= 0) {
        text_take(t);
        return i;
    }
    out_init(&o, buf, sizeof(buf));
    for (size_t k = 0; k < n; k++)
        out_put(&o, "%s\"%s\"",
                k == 0      ? ""
                : k + 1 < n ? ", "
                            : " or ",
                word[k]);
    out_put(&o, ", found %s", found(t).s);
    put_suggestion(&o, w, word, n);
    text_fail(t, w, "expected %s", buf);
    return -1;
}

static void
put_list(struct out *o, const struct text_names *names)
{
    size_t limit = o->len + LIST_SHOWN;
    const char *sep = "";

    for (size_t i = 0; i < names->n; i++) {
        if (!names->name[i])
            continue;
        if (o->len + strlen(names->name[i]) > limit) {
            out_put(o, "%s...", sep);
            return;
        }
        out_put(o, "%s%s", sep, names->name[i]);
        sep = ", ";
    }
    if (*sep == '\0')
        out_put(o, "none");
}

int
text_name(struct text *t, const struct text_names *names)
{
    struct text_word w = text_peek(t);
    int i = lookup(w, names->name, names->n);
    char buf[512];
    struct out o;

    if (i >= 0) {
        text_take(t);
        return i;
    }
    out_init(&o, buf, sizeof(buf));
    if (w.len > 0)
        out_put(&o, "%s %s", names->unknown, text_quote(w).s);
    else
        out_put(&o, "expected %s, found %s", names->one, found(t).s);
    put_suggestion(&o, w, names->name, names->n);
    out_put(&o, " (%s: ", names->all);
    put_list(&o, names);
    out_put(&o, ")");
    text_fail(t, w, "%s", buf);
    return -1;
}
