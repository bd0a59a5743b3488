/*
 * generate.c - three files of functions.
 */
#include "lab2-stubs/idlc/generate.h"

#include <string.h>

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/emit.h"

const char *const file_ends[N_FILES] = { ".h", "_xdr.c", "_clnt.c", "_svc.c" };

void
generate_title(struct out *o, const char *title)
{
    static const char dashes[] =
        "----------------------------------------------------------------";
    int n = 79 - (int)strlen("/* ----   */") - (int)strlen(title);

    emit(o, "\n/* ---- %s %.*s */\n", title, n > 0 ? n : 0, dashes);
}

int
has_program(const struct def *defs)
{
    while (defs && defs->kind != DEF_PROGRAM)
        defs = defs->next;
    return defs != NULL;
}

static int
is_type(const struct def *def)
{
    return def->kind == DEF_ENUM || def->kind == DEF_STRUCT ||
           def->kind == DEF_UNION;
}

void
generate_begin(struct out *o, const struct names_of_files *names, int file)
{
    emit(o, "/*\n * %s%s - made by idlc from %s: change that instead.\n",
         names->base, file_ends[file], names->from);
    emit(o, " *\n");
}

static void
begin(struct out *o, const struct names_of_files *names, int file,
      const char *what)
{
    generate_begin(o, names, file);
    emit(o, " * %s\n */\n", what);
    emit(o, "#include \"%s\"\n", names->header);
}

/* ---- types -------------------------------------------------------------- */

static void
generate_xdr(struct out *o, const struct def *defs,
             const struct names_of_files *names)
{
    int any_owns = 0;

    for (const struct def *def = defs; def; def = def->next)
        any_owns |= def->owns;
    begin(o, names, FILE_XDR, "Types: to bytes, from bytes, for people.");
    if (any_owns)
        emit(o, "\n#include <stdlib.h>\n\n"
                "#include \"lab2-stubs/rpclib/xdr_new.h\"\n");
    for (const struct def *def = defs; def; def = def->next) {
        if (!is_type(def))
            continue;
        generate_title(o, keepf("%s %s",
                                def->kind == DEF_UNION  ? "union"
                                : def->kind == DEF_ENUM ? "enum"
                                                        : "struct",
                                def->name));
        emit(o, "\n");
        emit_put(o, def);
        emit(o, "\n");
        emit_get(o, def);
        emit(o, "\n");
        emit_text(o, def);
        if (def->owns) {
            emit(o, "\n");
            emit_free(o, def);
        }
    }
}

/* ---- procedures --------------------------------------------------------- */

static void
generate_clnt(struct out *o, const struct def *defs,
              const struct names_of_files *names)
{
    int heap = 0;

    for (const struct def *def = defs; def; def = def->next)
        for (const struct version *v = def->versions; v; v = v->next)
            for (const struct proc *p = v->procs; p; p = p->next)
                heap |= needs_heap(p);
    begin(o, names, FILE_CLNT, "The client stubs.");
    emit(o, "%s\n#include \"lab2-stubs/rpclib/rpc_trace.h\"\n",
         heap ? "\n#include <stdlib.h>\n" : "");
    for (const struct def *def = defs; def; def = def->next)
        for (const struct version *v = def->versions; v; v = v->next)
            for (const struct proc *p = v->procs; p; p = p->next) {
                emit(o, "\n");
                emit_stub(o, def, v, p);
            }
}

/* Number, name and skeleton of each procedure, and what finds them. */
static void
tables(struct out *o, const struct def *def, const struct version *v)
{
    int n = 0;

    emit(o, "\nstatic const struct rpc_procedure %s_procedure[] = {\n",
         v->prefix);
    emit_in(o);
    for (const struct proc *p = v->procs; p; p = p->next, n++)
        emit(o, "{ %s, \"%s\", %s },\n", p->name, p->word, p->skeleton);
    emit_out(o);
    emit(o, "};\n\n");
    emit(o, "const struct rpc_program %s_program = {\n", v->prefix);
    emit_in(o);
    emit(o, ".prog = %s,\n.vers = %s,\n", def->name, v->name);
    emit(o, ".name = \"%s\",\n.procedure = %s_procedure,\n", v->prefix,
         v->prefix);
    emit(o, ".n_procedures = %d,\n", n);
    emit_out(o);
    emit(o, "};\n");
}

static void
generate_svc(struct out *o, const struct def *defs,
             const struct names_of_files *names)
{
    begin(o, names, FILE_SVC,
          "The skeletons, and the tables of the procedures.");
    emit(o, "\n#include \"lab2-stubs/rpclib/rpc_trace.h\"\n");
    for (const struct def *def = defs; def; def = def->next)
        for (const struct version *v = def->versions; v; v = v->next) {
            for (const struct proc *p = v->procs; p; p = p->next) {
                emit(o, "\n");
                emit_skeleton(o, v, p);
            }
            tables(o, def, v);
        }
}

void
generate(struct out out[N_FILES], const struct def *defs,
         const struct names_of_files *names)
{
    int types = 0;

    for (const struct def *def = defs; def; def = def->next)
        types |= is_type(def);
    generate_header(&out[FILE_H], defs, names);
    if (types)
        generate_xdr(&out[FILE_XDR], defs, names);
    if (has_program(defs)) {
        generate_clnt(&out[FILE_CLNT], defs, names);
        generate_svc(&out[FILE_SVC], defs, names);
    }
}
