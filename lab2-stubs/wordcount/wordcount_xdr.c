/*
 * wordcount_xdr.c - made by idlc from wordcount.x: change that instead.
 *
 * Types: to bytes, from bytes, for people.
 */
#include "lab2-stubs/wordcount/wordcount.h"

#include <stdlib.h>

#include "lab2-stubs/rpclib/xdr_new.h"

/* ---- struct wordcount_text ---------------------------------------------- */

void
wordcount_text_put(struct xdr_enc *e, const struct wordcount_text *v)
{
    xdr_put_string(e, v->text, WORDCOUNT_TEXT_MAX);
}

void
wordcount_text_get(struct xdr_dec *d, struct wordcount_text *v)
{
    xdr_get_string(d, v->text, WORDCOUNT_TEXT_MAX);
}

void
wordcount_text_text(struct rpc_text *t, const struct wordcount_text *v)
{
    rpc_text_quote_max(t, v->text, WORDCOUNT_TEXT_MAX);
}

/* ---- struct wordcount_entry --------------------------------------------- */

void
wordcount_entry_put(struct xdr_enc *e, const struct wordcount_entry *v)
{
    xdr_put_string(e, v->word, WORDCOUNT_WORD_MAX);
    xdr_put_u32(e, v->count);
}

void
wordcount_entry_get(struct xdr_dec *d, struct wordcount_entry *v)
{
    xdr_get_string(d, v->word, WORDCOUNT_WORD_MAX);
    v->count = xdr_get_u32(d);
}

void
wordcount_entry_text(struct rpc_text *t, const struct wordcount_entry *v)
{
    rpc_text_quote_max(t, v->word, WORDCOUNT_WORD_MAX);
    rpc_text_str(t, ", ");
    rpc_text_int(t, v->count);
}

/* ---- struct wordcount_map ----------------------------------------------- */

void
wordcount_map_put(struct xdr_enc *e, const struct wordcount_map *v)
{
    xdr_put_count(e, v->n_entry, WORDCOUNT_WORDS_MAX);
    for (uint32_t i = 0; i < v->n_entry; i++)
        wordcount_entry_put(e, &v->entry[i]);
}

void
wordcount_map_get(struct xdr_dec *d, struct wordcount_map *v)
{
    v->entry = xdr_new_array(d, &v->n_entry, WORDCOUNT_WORDS_MAX, 8,
                             sizeof(*v->entry));
    for (uint32_t i = 0; i < v->n_entry; i++)
        wordcount_entry_get(d, &v->entry[i]);
}

void
wordcount_map_text(struct rpc_text *t, const struct wordcount_map *v)
{
    rpc_text_str(t, "(");
    for (uint32_t i = 0; i < v->n_entry && !rpc_text_full(t); i++) {
        if (i > 0)
            rpc_text_str(t, ", ");
        rpc_text_str(t, "(");
        wordcount_entry_text(t, &v->entry[i]);
        rpc_text_str(t, ")");
    }
    rpc_text_str(t, ")");
}

void
wordcount_map_free(struct wordcount_map *v)
{
    free(v->entry);
    *v = (struct wordcount_map){ 0 };
}
