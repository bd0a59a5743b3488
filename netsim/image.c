/*
 * image.c - the private globals of a process.
 *
 * Two hosts that run the same program must not share its variables, and a
 * restarted process must find them as new.  So each process gets the node's
 * file loaded once more under a name of its own (an anonymous file, nothing
 * to clean up), and the writable part of what was loaded is remembered right
 * after relocation: to restart is to copy that back.
 *
 * A loaded copy costs five mappings, of which Linux allows a process some
 * 65,000, and libc's loader gets slower with each.  So the first
 * SIM_COPIES_MAX processes of a program have a copy for themselves, and all
 * others share one more: the variables of one of them are in it, those of
 * the others are kept aside until they run (image_enter).  All see them at
 * the same place, so pointers to them stay good.
 *
 * Constructors must run in the process, at each of its starts, not once
 * while the loader works.  In the copy their array is declared empty and the
 * node's start runs them.  AddressSanitizer's own constructors come first in
 * that array (it gives them the lowest priority number) and stay with the
 * loader.
 */
#include "netsim/image.h"

#include "netsim/arch.h"
#include "netsim/elf.h"
#include "netsim/memory.h"
#include "netsim/sched.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

void *__tls_get_addr(size_t *at);

/* A program's file as it was loaded, once. */
struct copy {
    void *handle;
    struct node_entry *entry;
    uintptr_t base; /* what addresses in the file are relative to */
    uintptr_t text, text_end;
    char *data;     /* writable part, after RELRO */
    char *pristine; /* as it was after loading; data_len bytes */
    size_t data_len;
    const char *tls; /* thread-local variables, as they begin */
    size_t tls_file_len, tls_len, tls_align;
    const struct image *in; /* whose variables are in `data` */
};

struct image {
    struct program *program;
    struct copy *copy;
    int elsewhere; /* its copy is in another process; ours says only where */
    char *aside;   /* its variables while others' are in; NULL: never */
    struct image *spare;
};

/* What addr2line has said: a search asks the same in each run. */
struct place {
    uintptr_t offset;
    char *text;
    struct place *next;
};

/* The code of a function, as offsets in the file. */
struct code {
    uintptr_t begin, end;
};

#define REPORTERS_MAX 8

struct program {
    char *path;      /* of the node's file */
    int n_reporters; /* functions that report steps; -1: not yet known */
    struct code reporter[REPORTERS_MAX];
    struct place *places;
    int n_alone;
    struct copy *shared;
    struct image *spare; /* in use by no one */
    struct program *next;
};

static struct program *programs;

/* ---- the node's file, patched ------------------------------------------- */

static char *
read_file(const char *path, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *p = NULL;
    ssize_t n;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        *len = (size_t)st.st_size;
        p = sim_alloc(*len + 1);
        for (size_t at = 0; at < *len; at += (size_t)n)
            if ((n = read(fd, p + at, *len - at)) <= 0) {
                free(p);
                p = NULL;
                break;
            }
    }
    close(fd);
    return p;
}

const Elf64_Shdr *
elf_sections(const struct elf *e, size_t *n)
{
    const Elf64_Ehdr *eh = (const Elf64_Ehdr *)e->bytes;

    *n = eh->e_shnum;
    if (eh->e_shoff > e->len || *n * sizeof(Elf64_Shdr) > e->len - eh->e_shoff)
        *n = 0;
    return (const Elf64_Shdr *)(e->bytes + eh->e_shoff);
}

/* How many constructors AddressSanitizer put in: one an object file. */
static uint64_t
count_asan_ctors(const struct elf *e)
{
    size_t n_sections;
    const Elf64_Shdr *sh = elf_sections(e, &n_sections);
    uint64_t count = 0;

    for (size_t i = 0; i < n_sections; i++) {
        const Elf64_Sym *sym = (const Elf64_Sym *)(e->bytes + sh[i].sh_offset);
        const char *names;

        if (sh[i].sh_type != SHT_SYMTAB || sh[i].sh_link >= n_sections)
            continue;
        names = e->bytes + sh[sh[i].sh_link].sh_offset;
        for (size_t k = 0; k < sh[i].sh_size / sizeof(*sym); k++)
            if (!strncmp(names + sym[k].st_name, "_sub_I_00099", 12) ||
                !strcmp(names + sym[k].st_name, "asan.module_ctor"))
                count++;
    }
    return count;
}

/* Declare the arrays of constructors and destructors (nearly) empty. */
static void
patch_dynamic(struct elf *e, Elf64_Dyn *dyn, size_t n, uint64_t keep)
{
    for (size_t i = 0; i < n && dyn[i].d_tag != DT_NULL; i++) {
        if (dyn[i].d_tag == DT_INIT_ARRAY)
            e->init = dyn[i].d_un.d_ptr + keep * sizeof(Elf64_Addr);
        if (dyn[i].d_tag == DT_INIT_ARRAYSZ) {
            e->n_init = dyn[i].d_un.d_val / sizeof(Elf64_Addr) - keep;
            dyn[i].d_un.d_val = keep * sizeof(Elf64_Addr);
        }
        if (dyn[i].d_tag == DT_FINI_ARRAYSZ)
            dyn[i].d_un.d_val = 0;
    }
}

static int
patch(struct elf *e)
{
    const Elf64_Ehdr *eh = (const Elf64_Ehdr *)e->bytes;
    const Elf64_Phdr *ph;

    if (e->len < sizeof(*eh) || memcmp(eh->e_ident, ELFMAG, SELFMAG) ||
        eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_type != ET_DYN ||
        eh->e_phoff > e->len ||
        eh->e_phnum * sizeof(*ph) > e->len - eh->e_phoff)
        return -EINVAL;
    ph = (const Elf64_Phdr *)(e->bytes + eh->e_phoff);
    for (int i = 0; i < eh->e_phnum; i++)
        if (ph[i].p_type == PT_DYNAMIC) {
            if (ph[i].p_offset > e->len ||
                ph[i].p_filesz > e->len - ph[i].p_offset)
                return -EINVAL;
            patch_dynamic(e, (Elf64_Dyn *)(e->bytes + ph[i].p_offset),
                          ph[i].p_filesz / sizeof(Elf64_Dyn),
                          SIM_ASAN ? count_asan_ctors(e) : 0);
        }
    return elf_patch_tls(e);
}

/* ---- loading ------------------------------------------------------------ */

/*
 * The file stays open for as long as the copy is loaded: libc's loader knows
 * files by name, and a closed descriptor's number would come back.
 */
static void *
load_copy(const struct elf *e, const char *path)
{
    char name[64];
    const char *file = strrchr(path, '/');
    int fd = memfd_create(file ? file + 1 : path, MFD_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return NULL;
    for (size_t at = 0; at < e->len; at += (size_t)n)
        if ((n = write(fd, e->bytes + at, e->len - at)) <= 0)
            sim_fatal("out of memory for a copy of %s", path);
    /* By the number of this process, not "self": a debugger opens it, too. */
    snprintf(name, sizeof(name), "/proc/%ld/fd/%d", (long)getpid(), fd);
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

/*
 * The loader notes late where the thread-local variables of a new file are:
 * at the next look at any of them.  That allocates, and must not happen while
 * a process runs, in whose heap it would be.
 */
static void
settle_tls(void *handle)
{
    size_t at[2] = { 0, 0 }; /* module, offset: as __tls_get_addr() has it */

    if (dlinfo(handle, RTLD_DI_TLS_MODID, &at[0]) == 0 && at[0])
        __tls_get_addr(at);
}

/* Where the loader put what can be written and what can be run. */
static int
find_segments(struct dl_phdr_info *info, size_t size, void *arg)
{
    struct copy *c = arg;
    uintptr_t relro_end = 0, start = 0, end = 0;

    (void)size;
    if (info->dlpi_addr != c->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const Elf64_Phdr *ph = &info->dlpi_phdr[i];
        uintptr_t at = c->base + ph->p_vaddr;

        if (ph->p_type == PT_GNU_RELRO)
            relro_end = at + ph->p_memsz;
        if (ph->p_type == PT_TLS) {
            c->tls = (const char *)at;
            c->tls_file_len = ph->p_filesz;
            c->tls_len = ph->p_memsz;
            c->tls_align = ph->p_align;
        }
        if (ph->p_type == PT_LOAD && ph->p_flags & PF_W) {
            start = at;
            end = at + ph->p_memsz;
        }
        if (ph->p_type == PT_LOAD && ph->p_flags & PF_X) {
            c->text = at;
            c->text_end = at + ph->p_memsz;
        }
    }
    if (relro_end > start && relro_end < end)
        start = relro_end;
    c->data = (char *)start;
    c->data_len = end - start;
    return 1;
}

/* A loader that wants more descriptors than the usual 1,024 gets them. */
static void
raise_fd_limit(void)
{
    struct rlimit lim;

    if (getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < lim.rlim_max) {
        lim.rlim_cur = lim.rlim_max;
        setrlimit(RLIMIT_NOFILE, &lim);
    }
}

static struct copy *
copy_load(const char *path, const char **why)
{
    struct copy *c;
    struct elf e = { 0 };
    struct link_map *map;

    raise_fd_limit();
    e.bytes = read_file(path, &e.len);
    if (!e.bytes) {
        *why = "the file cannot be read";
        return NULL;
    }
    if (patch(&e) < 0) {
        free(e.bytes);
        *why = e.why ? e.why
                     : "it is no node (build it with the shim, see "
                       "netsim/README.md)";
        return NULL;
    }
    c = sim_alloc(sizeof(*c));
    c->handle = load_copy(&e, path);
    free(e.bytes);
    if (c->handle)
        c->entry = dlsym(c->handle, "rpclab_node");
    if (!c->entry || c->entry->magic != NODE_MAGIC ||
        dlinfo(c->handle, RTLD_DI_LINKMAP, &map) < 0) {
        *why = c->handle ? "it is no node (it has no rpclab_node)" : dlerror();
        free(c);
        return NULL;
    }
    settle_tls(c->handle);
    c->base = map->l_addr;
    dl_iterate_phdr(find_segments, c);
    c->entry->trap = sched_trap;
    c->entry->init = (node_init_fn *const *)(c->base + e.init);
    c->entry->n_init = e.n_init;
    c->pristine = sim_alloc(c->data_len);
    arch_copy(c->pristine, c->data, c->data_len);
    return c;
}

/* ---- one for each process ----------------------------------------------- */

static struct program *
program_get(const char *path)
{
    struct program *p = programs;

    while (p && strcmp(p->path, path))
        p = p->next;
    if (p)
        return p;
    p = sim_alloc(sizeof(*p));
    p->path = strdup(path);
    p->n_reporters = -1;
    p->next = programs;
    programs = p;
    return p;
}

struct image *
image_get(const char *path, const char **why)
{
    struct program *p = program_get(path);
    struct image *im = p->spare;
    struct copy *c = p->shared;

    if (im) {
        p->spare = im->spare;
        return im;
    }
    if (!c)
        c = copy_load(path, why);
    if (!c)
        return NULL;
    im = sim_alloc(sizeof(*im));
    im->program = p;
    im->copy = c;
    if (p->n_alone < SIM_COPIES_MAX) {
        p->n_alone++;
        c->in = im;
    } else {
        p->shared = c;
        im->aside = sim_alloc(c->data_len);
    }
    return im;
}

struct image *
image_elsewhere(const char *path)
{
    struct image *im = sim_alloc(sizeof(*im));

    im->program = program_get(path);
    im->copy = sim_alloc(sizeof(*im->copy));
    im->copy->in = im;
    im->elsewhere = 1;
    return im;
}

int
image_load(struct image *im, const char **why)
{
    struct copy *c = copy_load(im->program->path, why);

    if (!c)
        return -EINVAL;
    c->in = im;
    im->copy = c;
    return 0;
}

void
image_where(const struct image *im, uintptr_t *base, uintptr_t *text,
            uintptr_t *text_end)
{
    *base = im->copy->base;
    *text = im->copy->text;
    *text_end = im->copy->text_end;
}

void
image_set_where(struct image *im, uintptr_t base, uintptr_t text,
                uintptr_t text_end)
{
    im->copy->base = base;
    im->copy->text = text;
    im->copy->text_end = text_end;
}

void
image_put(struct image *im)
{
    if (im->elsewhere) {
        free(im->copy);
        free(im);
        return;
    }
    im->spare = im->program->spare;
    im->program->spare = im;
}

/* Here and below by a copy that no sanitizer watches, because redzones are
 * copied, too. */
void
image_enter(const struct image *im)
{
    struct copy *c = im->copy;

    if (c->in == im)
        return;
    if (c->in)
        arch_copy(c->in->aside, c->data, c->data_len);
    arch_copy(c->data, im->aside, c->data_len);
    c->in = im;
}

void
image_reset(struct image *im)
{
    const struct copy *c = im->copy;

    arch_copy(c->in == im ? c->data : im->aside, c->pristine, c->data_len);
}

size_t
image_data(const struct image *im, char **begin)
{
    *begin = im->copy->in == im ? im->copy->data : im->aside;
    return im->copy->data_len;
}

int
image_is_shared(const struct image *im)
{
    return im->aside != NULL;
}

struct node_entry *
image_entry(const struct image *im)
{
    return im->copy->entry;
}

int
image_has_pc(const struct image *im, uintptr_t pc)
{
    return pc >= im->copy->text && pc < im->copy->text_end;
}

uint32_t
image_offset(const struct image *im, uintptr_t pc)
{
    return (uint32_t)(pc - im->copy->base);
}

uintptr_t
image_pc(const struct image *im, uint32_t offset)
{
    return im->copy->base + offset;
}

/* ---- thread-local variables --------------------------------------------- */

size_t
image_tls_size(const struct image *im)
{
    return im->copy->tls_len ? im->copy->tls_len + im->copy->tls_align : 0;
}

static char *
aligned(const struct image *im, char *block)
{
    return block + (-(uintptr_t)block & (im->copy->tls_align - 1));
}

char *
image_new_tls(const struct image *im, struct sim_world *w)
{
    char *block;

    if (!im->copy->tls_len)
        return NULL;
    block = world_alloc(w, image_tls_size(im));
    memcpy(aligned(im, block), im->copy->tls, im->copy->tls_file_len);
    return block;
}

char *
image_tls(const struct image *im, char *block)
{
    return block ? aligned(im, block) : NULL;
}

/* ---- who reports steps -------------------------------------------------- */

/*
 * The functions of lab2-stubs/rpclib/rpc_trace.c that write, and parts that a
 * compiler has made of them: "rpc_step.part.0".  The gate of submissions lets
 * no one else have these names.
 */
static int
is_reporter(const char *name)
{
    static const char *const names[] = { "rpc_step", "rpc_step_status",
                                         "rpc_step_ignored",
                                         "rpc_step_write" };
    size_t len = strcspn(name, ".");

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == len && !strncmp(names[i], name, len))
            return 1;
    return 0;
}

static void
find_reporters(struct program *p)
{
    struct elf e = { .bytes = NULL };
    const Elf64_Shdr *sh;
    size_t n = 0;

    p->n_reporters = 0;
    e.bytes = read_file(p->path, &e.len);
    sh = e.bytes ? elf_sections(&e, &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        const Elf64_Sym *sym = (const Elf64_Sym *)(e.bytes + sh[i].sh_offset);

        if (sh[i].sh_type != SHT_SYMTAB)
            continue;
        for (size_t k = 0; k < sh[i].sh_size / sizeof(*sym); k++)
            if (ELF64_ST_TYPE(sym[k].st_info) == STT_FUNC &&
                is_reporter(e.bytes + sh[sh[i].sh_link].sh_offset +
                            sym[k].st_name) &&
                p->n_reporters < REPORTERS_MAX)
                p->reporter[p->n_reporters++] =
                    (struct code){ sym[k].st_value,
                                   sym[k].st_value + sym[k].st_size };
    }
    free(e.bytes);
}

int
image_may_report(const struct image *im, uintptr_t pc)
{
    struct program *p = im->program;
    uintptr_t offset = pc - 1 - im->copy->base; /* of the call itself */

    if (p->n_reporters < 0)
        find_reporters(p);
    for (int i = 0; i < p->n_reporters; i++)
        if (offset >= p->reporter[i].begin && offset < p->reporter[i].end)
            return 1;
    return p->n_reporters == 0;
}

/* ---- names of places ---------------------------------------------------- */

/* "dir/file.c:12 (discriminator 3)" -> "file.c:12" */
static void
tidy_line(char *line)
{
    char *base = strrchr(line, '/'), *rest;

    if (base)
        memmove(line, base + 1, strlen(base + 1) + 1);
    rest = strchr(line, ' ');
    if (rest)
        *rest = '\0';
}

/* addr2line comes with every gcc.  It is asked about the node's own file. */
static void
look_up(const char *path, uintptr_t offset, char *buf, size_t cap)
{
    char cmd[512], function[128] = "", line[256] = "";
    FILE *p;

    snprintf(cmd, sizeof(cmd), "addr2line -f -e '%s' 0x%lx 2>/dev/null", path,
             (unsigned long)offset);
    p = popen(cmd, "r");
    if (p) {
        if (fgets(function, sizeof(function), p))
            function[strcspn(function, "\n")] = '\0';
        if (fgets(line, sizeof(line), p))
            line[strcspn(line, "\n")] = '\0';
        pclose(p);
        tidy_line(line);
    }
    if (!function[0] || function[0] == '?')
        snprintf(buf, cap, "an unknown place");
    else if (line[0] == '?' || !line[0])
        snprintf(buf, cap, "%s()", function);
    else
        snprintf(buf, cap, "%s() (%s)", function, line);
}

void
image_place(const struct image *im, uintptr_t pc, char *buf, size_t cap)
{
    uintptr_t offset = pc - im->copy->base;
    struct place *known = im->program->places;
    char text[400];

    if (!image_has_pc(im, pc)) {
        snprintf(buf, cap, "a library function");
        return;
    }
    while (known && known->offset != offset)
        known = known->next;
    if (!known) {
        look_up(im->program->path, offset, text, sizeof(text));
        known = sim_alloc(sizeof(*known));
        known->offset = offset;
        known->text = strdup(text);
        known->next = im->program->places;
        im->program->places = known;
    }
    snprintf(buf, cap, "%s", known->text);
}

void
image_variable(const struct image *im, uintptr_t addr, char *buf, size_t cap)
{
    struct elf e = { .bytes = NULL };
    const Elf64_Shdr *sh;
    size_t n;

    buf[0] = '\0';
    e.bytes = read_file(im->program->path, &e.len);
    if (!e.bytes)
        return;
    sh = elf_sections(&e, &n);
    for (size_t i = 0; i < n; i++) {
        const Elf64_Sym *sym = (const Elf64_Sym *)(e.bytes + sh[i].sh_offset);

        if (sh[i].sh_type != SHT_SYMTAB)
            continue;
        for (size_t k = 0; k < sh[i].sh_size / sizeof(*sym); k++)
            if (ELF64_ST_TYPE(sym[k].st_info) == STT_OBJECT &&
                addr - im->copy->base - sym[k].st_value < sym[k].st_size)
                snprintf(buf, cap, "%s",
                         e.bytes + sh[sh[i].sh_link].sh_offset +
                             sym[k].st_name);
    }
    free(e.bytes);
}
