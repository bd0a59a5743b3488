/*
 * test_generated.c - the code that idlc makes of everything.x, run.
 *
 * At stake: what a service gets is what its caller meant; and no message,
 * whatever is in it, leaves memory behind or is read beyond its end.  The
 * sanitizers look on.
 */
#include "grader/testing.h"

#include <stdlib.h>
#include <string.h>

#include "everything.h"

#define BUF_LEN 2048

/* ---- samples ------------------------------------------------------------ */

/* A value of struct arrays that is all its own: everything is allocated. */
static void
fill_arrays(struct arrays *v)
{
    *v = (struct arrays){
        .text = "sixteen bytes...",
        .fixed = "fixed",
        .variable_len = 3,
        .variable = { 1, 2, 3 },
        .ints = { 1, -1, INT32_MIN, INT32_MAX },
        .n_words = 2,
        .big = { INT64_MIN, INT64_MAX },
        .n_flags = 3,
        .colours = { RED, NO_COLOUR },
        .n_words_of_20 = 1,
        .rows = { { { 1, 2, 3 } }, { { 4, 5, 6 } } },
        .n_more_rows = 1,
        .points = { { 1, 2 }, { 3, 4 } },
        .n_path = 2,
        .k = { "five" },
        .numbers = { .n_value = 1 },
    };
    v->words = calloc(2, sizeof(*v->words));
    v->flags = calloc(3, sizeof(*v->flags));
    v->words_of_20 = calloc(1, sizeof(*v->words_of_20));
    v->more_rows = calloc(1, sizeof(*v->more_rows));
    v->path = calloc(2, sizeof(*v->path));
    v->maybe = calloc(1, sizeof(*v->maybe));
    v->hue = calloc(1, sizeof(*v->hue));
    v->numbers.value = calloc(1, sizeof(*v->numbers.value));
    v->words[1] = UINT32_MAX;
    v->flags[1] = true;
    strcpy(v->words_of_20[0].value, "a word");
    v->path[1].y = 7;
    v->maybe->x = 8;
    *v->hue = BLUE;
    v->numbers.value[0] = -9;
}

static struct tree *
new_tree(int32_t key, struct tree *left, struct tree *right)
{
    struct tree *t = calloc(1, sizeof(*t));

    *t = (struct tree){ .key = key, .left = left, .right = right };
    return t;
}

static void
fill_tree(struct tree *v)
{
    *v = (struct tree){
        .key = 1,
        .left = new_tree(2, new_tree(3, NULL, NULL), NULL),
        .right = new_tree(4, new_tree(5, NULL, NULL), NULL),
    };
}

static void
fill_forest(struct forest *v)
{
    *v = (struct forest){ .id = 1, .n_children = 2 };
    v->children = calloc(2, sizeof(*v->children));
    v->children[1] = (struct forest){ .id = 2, .n_children = 1 };
    v->children[1].children = calloc(1, sizeof(*v->children));
    v->next = calloc(1, sizeof(*v->next));
    v->next->id = 3;
}

static void
fill_item(struct item *v)
{
    *v = (struct item){ .name = { "first" } };
    v->next = calloc(1, sizeof(*v->next));
    strcpy(v->next->name.value, "second");
    v->next->where = calloc(1, sizeof(*v->next->where));
    v->next->next = calloc(1, sizeof(*v->next));
}

static void
fill_expression(struct expression *v)
{
    *v = (struct expression){ .op = 1, .n_operand = 2 };
    v->operand = calloc(2, sizeof(*v->operand));
    v->operand[0].constant = 2.5;
    v->operand[1].op = 77;
}

static void
fill_by_int(struct by_int *v)
{
    *v = (struct by_int){ .n = 0x10 };
    fill_arrays(&v->all);
}

/* ---- what is true of all types ------------------------------------------ */

/* Type T as bytes, so that one test does for all; sizeof(T) at most SIZE. */
#define SIZE 2048

struct kind {
    const char *name;
    void (*fill)(void *v);
    void (*put)(struct xdr_enc *e, const void *v);
    void (*get)(struct xdr_dec *d, void *v);
    void (*text)(struct rpc_text *t, const void *v);
    void (*free)(void *v);
};

#define KIND(T)                                                               \
    static void T##_fill_any(void *v)                                         \
    {                                                                         \
        fill_##T(v);                                                          \
    }                                                                         \
    static void T##_put_any(struct xdr_enc *e, const void *v)                 \
    {                                                                         \
        T##_put(e, v);                                                        \
    }                                                                         \
    static void T##_get_any(struct xdr_dec *d, void *v)                       \
    {                                                                         \
        _Static_assert(sizeof(struct T) <= SIZE, "room for a struct " #T);    \
        T##_get(d, v);                                                        \
    }                                                                         \
    static void T##_text_any(struct rpc_text *t, const void *v)               \
    {                                                                         \
        T##_text(t, v);                                                       \
    }                                                                         \
    static void T##_free_any(void *v)                                         \
    {                                                                         \
        T##_free(v);                                                          \
    }

KIND(arrays)
KIND(tree)
KIND(forest)
KIND(item)
KIND(expression)
KIND(by_int)

#define ROW(T)                                                                \
    {                                                                         \
#T, T##_fill_any, T##_put_any, T##_get_any, T##_text_any,             \
            T##_free_any                                                      \
    }

static const struct kind kinds[] = {
    ROW(arrays), ROW(tree),       ROW(forest),
    ROW(item),   ROW(expression), ROW(by_int)
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

union any {
    max_align_t align;
    uint8_t bytes[SIZE];
};

/* The bytes of the sample of a type, in memory of exactly that length. */
static uint8_t *
sample(const struct kind *k, size_t *len)
{
    uint8_t buf[BUF_LEN], *copy;
    struct xdr_enc e;
    union any v;

    k->fill(&v);
    xdr_enc_init(&e, buf, sizeof(buf));
    k->put(&e, &v);
    assert_int_equal(e.err, 0);
    k->free(&v);
    *len = e.len;
    copy = malloc(e.len);
    memcpy(copy, buf, e.len);
    return copy;
}

static void
what_is_sent_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KINDS; i++) {
        const struct kind *k = &kinds[i];
        struct rpc_text text = { 0 }, again = { 0 };
        uint8_t buf[BUF_LEN], *bytes;
        struct xdr_enc e;
        struct xdr_dec d;
        union any v;
        size_t len;

        bytes = sample(k, &len);
        xdr_dec_init(&d, bytes, len);
        memset(&v, 0xee, sizeof(v));
        k->get(&d, &v);
        assert_int_equal(xdr_get_end(&d), 0);
        xdr_enc_init(&e, buf, sizeof(buf));
        k->put(&e, &v);
        assert_int_equal(e.len, len);
        assert_memory_equal(buf, bytes, len);
        k->text(&text, &v);
        k->free(&v);
        k->fill(&v);
        k->text(&again, &v);
        assert_string_equal(text.s, again.s);
        k->free(&v);
        k->free(&v); /* an empty value can be freed, too */
        free(bytes);
    }
}

static void
every_truncation_is_an_error_and_can_be_freed(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KINDS; i++) {
        size_t whole;
        uint8_t *bytes = sample(&kinds[i], &whole);

        for (size_t len = 0; len < whole; len++) {
            uint8_t *part = malloc(len ? len : 1);
            struct xdr_dec d;
            union any v;

            memcpy(part, bytes, len);
            memset(&v, 0xee, sizeof(v));
            xdr_dec_init(&d, part, len);
            kinds[i].get(&d, &v);
            assert_int_equal(xdr_get_end(&d), -EBADMSG);
            kinds[i].free(&v);
            free(part);
        }
        free(bytes);
    }
}

/* Every word of every sample replaced by some others. */
static void
no_change_of_a_word_does_harm(void **state)
{
    static const uint32_t words[] = { 0,          1,          2,
                                      5,          0x7fffffff, 0x80000000,
                                      0xfffffffc, 0xffffffff };

    (void)state;
    for (size_t i = 0; i < N_KINDS * 8; i++) {
        const struct kind *k = &kinds[i / 8];
        size_t len;
        uint8_t *bytes = sample(k, &len), old[4];

        for (size_t at = 0; at + 4 <= len; at += 4) {
            struct rpc_text text = { 0 };
            struct xdr_enc e;
            struct xdr_dec d;
            union any v;

            memcpy(old, bytes + at, 4);
            xdr_enc_init(&e, bytes + at, 4);
            xdr_put_u32(&e, words[i % 8]);
            xdr_dec_init(&d, bytes, len);
            memset(&v, 0xee, sizeof(v));
            k->get(&d, &v);
            if (d.err == 0)
                k->text(&text, &v);
            k->free(&v);
            memcpy(bytes + at, old, 4);
        }
        free(bytes);
    }
}

/* ---- what is true of some ----------------------------------------------- */

static void
a_list_may_be_long(void **state)
{
    enum { N = 200000 };
    size_t cap = 8 * N;
    uint8_t *buf = malloc(cap), *again = malloc(cap);
    struct rpc_text text = { 0 };
    struct link_node v;
    struct xdr_enc e;
    struct xdr_dec d;

    (void)state;
    xdr_enc_init(&e, buf, cap);
    for (int32_t i = 0; i < N; i++) {
        xdr_put_i32(&e, i);
        xdr_put_bool(&e, i < N - 1);
    }
    xdr_dec_init(&d, buf, cap);
    link_node_get(&d, &v);
    assert_int_equal(xdr_get_end(&d), 0);
    assert_int_equal(v.next.value->next.value->v, 2);
    xdr_enc_init(&e, again, cap);
    link_node_put(&e, &v);
    assert_int_equal(e.err, 0);
    assert_memory_equal(buf, again, cap);
    link_node_text(&text, &v);
    assert_int_equal(strlen(text.s), RPC_TEXT_MAX - 1);
    link_node_free(&v);
    free(buf);
    free(again);
}

static void
a_list_that_is_a_ring_is_not_sent(void **state)
{
    uint8_t buf[256];
    struct link_node v = { .v = 1 };
    struct rpc_text text = { 0 };
    struct xdr_enc e;

    (void)state;
    v.next.value = &v;
    xdr_enc_init(&e, buf, sizeof(buf));
    link_node_put(&e, &v);
    assert_int_equal(e.err, -EMSGSIZE);
    link_node_text(&text, &v); /* ends */
}

/* A chain of a_b and b_a, each in the other, so deep. */
static int
decode_chain(int depth)
{
    size_t cap = 8 * (size_t)depth;
    uint8_t *buf = malloc(cap);
    struct xdr_enc e;
    struct xdr_dec d;
    struct a_b v;

    xdr_enc_init(&e, buf, cap);
    for (int i = 0; i < depth; i++) {
        xdr_put_u32(&e, 1);
        xdr_put_bool(&e, i < depth - 1);
    }
    xdr_dec_init(&d, buf, cap);
    a_b_get(&d, &v);
    a_b_free(&v);
    free(buf);
    return xdr_get_end(&d);
}

static void
what_contains_itself_is_not_deep(void **state)
{
    (void)state;
    assert_int_equal(decode_chain(XDR_DEPTH_MAX), 0);
    assert_int_equal(decode_chain(XDR_DEPTH_MAX + 1), -EBADMSG);
    assert_int_equal(decode_chain(100000), -EBADMSG);
}

static void
a_ring_of_structs_is_not_sent(void **state)
{
    uint8_t buf[4096];
    struct a_b a = { .n = 1 };
    struct b_a b = { .n = true, .back = &a };
    struct xdr_enc e;

    (void)state;
    a.other = &b;
    xdr_enc_init(&e, buf, sizeof(buf));
    a_b_put(&e, &a);
    assert_int_equal(e.err, -EINVAL);
}

static void
texts_are_for_people(void **state)
{
    struct rpc_text t = { 0 };
    struct by_bool yes = { .there = true, .v = 5 }, no = { .there = false };
    struct by_enum red = { .what = RED, .value = 3 };
    struct item item;

    (void)state;
    colour_text(&t, NO_COLOUR);
    rpc_text_str(&t, "; ");
    colour_text(&t, (enum colour)99);
    rpc_text_str(&t, "; ");
    by_bool_text(&t, &yes);
    rpc_text_str(&t, "; ");
    by_bool_text(&t, &no);
    rpc_text_str(&t, "; ");
    by_enum_text(&t, &red);
    rpc_text_str(&t, "; ");
    fill_item(&item);
    item_text(&t, &item);
    item_free(&item);
    assert_string_equal(t.s, "no colour; 99; 5; false; red: 3; ((first), -), "
                             "((second), (0, 0)), ((), -)");
}

static void
lengths_are_what_the_header_says(void **state)
{
    (void)state;
    assert_int_equal(SCALARS_LEN_MAX, 64);
    assert_int_equal(WORD_LEN_MAX, 24);
    assert_int_equal(ITEM_LEN_MAX, RPC_BODY_MAX);
    assert_int_equal(EVERY_V2, 2);
    assert_int_equal(NEGATIVE, -5);
    assert_string_equal(GREETING, "hello");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_comes_back),
        cmocka_unit_test(every_truncation_is_an_error_and_can_be_freed),
        cmocka_unit_test(no_change_of_a_word_does_harm),
        cmocka_unit_test(a_list_may_be_long),
        cmocka_unit_test(a_list_that_is_a_ring_is_not_sent),
        cmocka_unit_test(what_contains_itself_is_not_deep),
        cmocka_unit_test(a_ring_of_structs_is_not_sent),
        cmocka_unit_test(texts_are_for_people),
        cmocka_unit_test(lengths_are_what_the_header_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
