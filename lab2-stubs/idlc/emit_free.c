/*
 * emit_free.c - T_free(): what a value owns, and not the value itself.
 */
#include "lab2-stubs/idlc/emit.h"

/* Whatever is owned by what is behind the pointer or in the array. */
static void
free_elements(struct out *o, const struct decl *d)
{
    int fixed = d->shape == SHAPE_FIXED;

    emit(o, "for (%s i = 0; i < %s; i++)\n", fixed ? "size_t" : "uint32_t",
         fixed ? d->bound.text : c_count("v->", d));
    emit(o, "    %s_free(&v->%s[i]);\n", d->type->name, d->name);
}

static void
free_member(struct out *o, const struct decl *d)
{
    if (d->shape == SHAPE_ONE && owns(d))
        emit(o, "%s_free(&v->%s);\n", d->type->name, d->name);
    if (d->shape == SHAPE_OPTIONAL && owns(d))
        emit(o, "if (v->%s)\n    %s_free(v->%s);\n", d->name, d->type->name,
             d->name);
    if ((d->shape == SHAPE_FIXED || d->shape == SHAPE_VARIABLE) && owns(d))
        free_elements(o, d);
    if (d->shape == SHAPE_OPTIONAL ||
        (d->shape == SHAPE_VARIABLE && !is_bytes(d)))
        emit(o, "free(v->%s);\n", d->name);
}

static void
free_members(struct out *o, const struct def *def)
{
    for (const struct decl *d = def->fields; d && (d->next || !def->tail);
         d = d->next)
        free_member(o, d);
}

/* The first belongs to the caller, the rest of the list to the first. */
static void
free_list(struct out *o, const struct def *def)
{
    emit(o, "struct %s *first = v;\n\n", def->name);
    emit(o, "while (v) {\n");
    emit_in(o);
    emit(o, "struct %s *next = v->%s;\n\n", def->name, def->tail);
    free_members(o, def);
    emit(o, "if (v == first)\n");
    emit(o, "    *v = (struct %s){ 0 };\n", def->name);
    emit(o, "else\n    free(v);\n");
    emit(o, "v = next;\n");
    emit_out(o);
    emit(o, "}\n");
}

static void
free_arms(struct out *o, const struct def *def)
{
    int has_default = 0;

    emit(o, "switch (%s) {\n", c_selector(def));
    emit_in(o);
    for (const struct arm *a = def->arms; a; a = a->next) {
        for (const struct label *l = a->labels; l; l = l->next)
            emit(o, "case %s:\n", l->value.text);
        if (!a->labels)
            emit(o, "default:\n");
        has_default |= !a->labels;
        if (a->decl)
            free_member(o, a->decl);
        emit(o, "break;\n");
    }
    if (!has_default)
        emit(o, "default:\nbreak;\n");
    emit_out(o);
    emit(o, "}\n");
}

void
emit_free(struct out *o, const struct def *def)
{
    emit(o, "void\n%s_free(struct %s *v)\n{\n", def->name, def->name);
    emit_in(o);
    if (def->kind == DEF_UNION)
        free_arms(o, def);
    else if (def->tail)
        free_list(o, def);
    else
        free_members(o, def);
    if (!def->tail)
        emit(o, "*v = (struct %s){ 0 };\n", def->name);
    emit_out(o);
    emit(o, "}\n");
}
