/*
 * emit_lists.c - part C: optional values, lists and trees.
 */
#include <stdlib.h>
#include <string.h>

#include "grader/lab2/node/count_blocks.h"
#include "failure.h"
#include "grader/lab2/node/emit_check.h"

#include "lists.h"

/* As many as would be too deep for a stack, one frame for each. */
#define LONG 40000

/* ---- optional ----------------------------------------------------------- */

static void
check_optional(void)
{
    static const char bytes[] = "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\1\0\0\0\4";
    struct spot spot = { 2, 3 };
    int32_t count = 4;
    struct holder v = { .where = &spot, .count = &count };
    size_t before = heap_blocks();
    struct xdr_enc e;
    struct xdr_dec d;

    begin_enc(&e, 20);
    holder_put(&e, &v);
    expect_bytes(&e, "a holder of two", bytes, 20);
    begin_dec(&d, bytes, 20);
    holder_get(&d, &v);
    CHECK(v.where && v.where->y == 3 && v.count && *v.count == 4,
          "a holder of two does not come back");
    expect_end(&d, "a holder of two");
    holder_free(&v);
    expect_freed(before, "holder_free()");
    begin_dec(&d, "\0\0\0\0\0\0\0\0", 8);
    holder_get(&d, &v);
    CHECK(!v.where && !v.count,
          "a holder of nothing came back with something");
    expect_end(&d, "a holder of nothing");
    begin_dec(&d, "\0\0\0\0\0\0\0\2", 8);
    holder_get(&d, &v);
    expect_dec_error(&d, "an optional value, neither there nor not there: 2");
    holder_free(&v);
}

/* ---- lists -------------------------------------------------------------- */

/* n items of 1, 2, 3 ..., where at every second. */
static size_t
item_bytes(uint8_t *message, uint32_t n)
{
    size_t len = 0;

    for (uint32_t i = 1; i <= n; i++) {
        add_u32(message, &len, i);
        add_u32(message, &len, i % 2);
        for (uint32_t j = 0; j < i % 2 * 2; j++)
            add_u32(message, &len, i + j);
        add_u32(message, &len, i < n);
    }
    return len;
}

static void
check_items(uint32_t n)
{
    uint8_t *message = malloc(20 * (size_t)n);
    size_t len = item_bytes(message, n), before = heap_blocks();
    uint32_t seen = 0;
    struct xdr_enc e;
    struct xdr_dec d;
    struct item v;

    begin_dec(&d, message, len);
    item_get(&d, &v);
    for (struct item *i = &v; i; i = i->next)
        seen += i->v == (int32_t)seen + 1 && !i->where == (seen % 2 == 1);
    CHECK(seen == n, "of a list of %u items %u came back", n, seen);
    expect_end(&d, "a list of items");
    begin_enc(&e, len);
    item_put(&e, &v);
    expect_bytes(&e, "a list of items", (char *)message, len);
    item_free(&v);
    expect_freed(before, "item_free()");
    free(message);
}

static void
check_truncated_items(void)
{
    uint8_t message[60];
    size_t whole = item_bytes(message, 3);
    struct xdr_dec d;
    struct item v;

    for (size_t len = 0; len < whole; len++) {
        size_t before = heap_blocks();

        begin_dec(&d, message, len);
        memset(&v, 0xee, sizeof(v));
        item_get(&d, &v);
        expect_dec_error(&d, "a part of a list");
        item_free(&v);
        expect_freed(before, "item_free() after a failed item_get()");
    }
}

static void
check_chain(uint32_t n)
{
    uint8_t *message = malloc(8 * (size_t)n + 4);
    size_t len = 0, before = heap_blocks();
    struct xdr_enc e;
    struct xdr_dec d;
    struct chain v;

    for (uint32_t i = 0; i < n; i++) {
        add_u32(message, &len, 1);
        add_u32(message, &len, i);
    }
    add_u32(message, &len, 0);
    begin_dec(&d, message, len);
    chain_get(&d, &v);
    expect_end(&d, "a chain of nodes");
    begin_enc(&e, len);
    chain_put(&e, &v);
    expect_bytes(&e, "a chain of nodes", (char *)message, len);
    chain_free(&v);
    expect_freed(before, "chain_free()");
    free(message);
}

/* ---- trees -------------------------------------------------------------- */

/* Depth times "there is a left one", and then what ends each. */
static size_t
tree_bytes(uint8_t *message, uint32_t depth)
{
    size_t len = 0;

    for (uint32_t i = 1; i < depth; i++)
        add_u32(message, &len, 1);
    add_u32(message, &len, 0);
    for (uint32_t i = 0; i < depth; i++) {
        add_u32(message, &len, 0);
        add_u32(message, &len, i);
    }
    return len;
}

static void
check_tree(uint32_t depth, int good)
{
    uint8_t *message = malloc(12 * (size_t)depth);
    size_t len = tree_bytes(message, depth), before = heap_blocks();
    struct xdr_enc e;
    struct xdr_dec d;
    struct tree v;

    begin_dec(&d, message, len);
    memset(&v, 0xee, sizeof(v));
    tree_get(&d, &v);
    if (good) {
        expect_end(&d, "a tree");
        begin_enc(&e, len);
        tree_put(&e, &v);
        expect_bytes(&e, "a tree", (char *)message, len);
    } else {
        expect_dec_error(&d, "a tree deeper than XDR_DEPTH_MAX");
    }
    tree_free(&v);
    expect_freed(before, "tree_free()");
    free(message);
}

int
main(void)
{
    if (begin("optional values, lists and trees")) {
        check_optional();
        check_items(3);
        check_truncated_items();
        check_chain(3);
        check_chain(0);
        check_tree(3, 1);
        check_tree(XDR_DEPTH_MAX, 1);
        check_tree(XDR_DEPTH_MAX + 1, 0);
        check_items(LONG);
        check_chain(LONG);
        check_tree(LONG, 0);
    }
    return check_done();
}
