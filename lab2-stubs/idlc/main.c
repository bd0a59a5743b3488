/*
 * main.c - idlc: from an interface to C.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab2-stubs/idlc/c.h"
#include "lab2-stubs/idlc/generate.h"
#include "lab2-stubs/idlc/print.h"

static const char usage[] =
    "usage: idlc [--tokens | --tree] [-o DIRECTORY] FILE.x\n"
    "Compile an interface in the language of ONC RPC (RFC 4506, RFC 5531).\n"
    "\n"
    "  idlc bank.x        write bank.h, bank_xdr.c, bank_clnt.c and\n"
    "                     bank_svc.c beside it\n"
    "  -o DIRECTORY       write them there\n"
    "  --tokens           only print what the lexer sees\n"
    "  --tree             only print what the file means\n"
    "\n"
    "Exit status: 0 done, 1 there is an error in the file, 2 wrong usage or\n"
    "a file cannot be read or written, 3 a part of the lab is not written.\n";

enum { DONE, BAD_INPUT, BAD_USAGE, NOT_WRITTEN };

struct options {
    enum { COMPILE, TOKENS, TREE } what;
    const char *directory; /* NULL: where the file is */
    const char *file;
};

/* ---- files -------------------------------------------------------------- */

/* All of the file, into s.  0, or -1 after a sentence on stderr. */
static int
read_source(struct source *s, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = keep(1);
    size_t cap = 0, n = 0;

    if (!f) {
        fprintf(stderr, "idlc: %s: %s\n", path, strerror(errno));
        return -1;
    }
    do {
        s->len += n;
        if (s->len == cap) {
            char *more = keep(cap + cap / 2 + 4096);

            memcpy(more, text, s->len);
            cap += cap / 2 + 4095;
            text = more;
        }
        n = fread(text + s->len, 1, cap - s->len, f);
    } while (n > 0);
    text[s->len] = '\0';
    s->name = path;
    s->text = text;
    if (ferror(f)) {
        fprintf(stderr, "idlc: %s: %s\n", path, strerror(errno));
        fclose(f);
        return -1;
    }
    fclose(f);
    return 0;
}

static int
write_file(const char *path, const struct out *o)
{
    FILE *f = fopen(path, "wb");

    if (!f || fwrite(o->text.s, 1, o->text.len, f) < o->text.len ||
        fclose(f) != 0) {
        fprintf(stderr, "idlc: %s: %s\n", path, strerror(errno));
        return -1;
    }
    return 0;
}

/* ---- names -------------------------------------------------------------- */

static const char *
file_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* "lab3/bank/" of lab3/bank/bank.x, or what the user wants. */
static const char *
directory_of(const struct options *opt)
{
    size_t len;

    if (!opt->directory)
        return keep_text(opt->file,
                         (size_t)(file_part(opt->file) - opt->file));
    len = strlen(opt->directory);
    return keepf("%s%s", opt->directory,
                 len > 0 && opt->directory[len - 1] == '/' ? "" : "/");
}

/* ---- compiling ---------------------------------------------------------- */

/*
 * Code with gaps, while the emitter is not all written, is good to look at.
 * It is put only where the user has said: beside the interface may be whole
 * files.
 */
static int
compile(const struct def *defs, const struct options *opt)
{
    const char *from = file_part(opt->file), *directory = directory_of(opt);
    const char *base = keep_text(from, strlen(from) - strlen(".x"));
    struct names_of_files names = { from, base,
                                    keepf("%s%s.h", directory, base) };
    struct out out[N_FILES] = { { 0 } };
    int status = DONE, missing = 0;

    generate(out, defs, &names);
    for (int i = 0; i < N_FILES; i++)
        missing |= out[i].missing;
    if (missing) {
        fprintf(stderr, "idlc: what was made of %s has gaps%s\n", opt->file,
                opt->directory ? "" : " and is not written; -o would do so");
        status = NOT_WRITTEN;
    }
    for (int i = 0; i < N_FILES; i++) {
        if ((status == DONE || (status == NOT_WRITTEN && opt->directory)) &&
            out[i].text.len > 0 &&
            write_file(keepf("%s%s%s", directory, base, file_ends[i]),
                       &out[i]) < 0)
            status = BAD_USAGE;
        out_free(&out[i]);
    }
    return status;
}

static int
run(const struct options *opt)
{
    struct source *source = keep(sizeof(*source));
    const struct tok *t;
    struct def *defs;

    if (read_source(source, opt->file) < 0)
        return BAD_USAGE;
    if (setjmp(source->failed)) {
        fputs(source->message, stderr);
        return BAD_INPUT;
    }
    t = lex(source);
    if (opt->what == TOKENS) {
        print_tokens(stdout, t);
        return DONE;
    }
    defs = parse(t);
    check(defs);
    if (opt->what == TREE) {
        print_tree(stdout, defs);
        return DONE;
    }
    return compile(defs, opt);
}

/* ---- the command line --------------------------------------------------- */

static int
parse_options(struct options *opt, char **words)
{
    for (; *words; words++)
        if (strcmp(*words, "--tokens") == 0)
            opt->what = TOKENS;
        else if (strcmp(*words, "--tree") == 0)
            opt->what = TREE;
        else if (strcmp(*words, "-o") == 0 && words[1])
            opt->directory = *++words;
        else if (**words == '-' || opt->file)
            return -1;
        else
            opt->file = *words;
    return opt->file ? 0 : -1;
}

int
main(int argc, char **argv)
{
    struct options opt = { COMPILE, NULL, NULL };
    size_t len;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return DONE;
    }
    if (parse_options(&opt, argv + 1) < 0) {
        fputs(usage, stderr);
        return BAD_USAGE;
    }
    len = strlen(opt.file);
    if (len < 3 || strcmp(opt.file + len - 2, ".x") != 0) {
        fprintf(stderr, "idlc: \"%s\" does not end in .x\n", opt.file);
        return BAD_USAGE;
    }
    return run(&opt);
}
