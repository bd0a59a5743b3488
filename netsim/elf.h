/*
 * elf.h - private to netsim: the file of a node, before it is loaded.
 *
 * image.c reads it, changes what must be changed, and loads the copy.
 */
#ifndef NETSIM_ELF_H
#define NETSIM_ELF_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct elf {
    char *bytes;
    size_t len;
    const char *why;       /* it cannot be used */
    uint64_t init, n_init; /* constructors left for the process */
};

/* The sections' headers, if they lie within the file. */
const Elf64_Shdr *elf_sections(const struct elf *e, size_t *n);

/*
 * tls.c: thread-local variables are looked for where the kernel says.
 * Returns 0, or -EINVAL with e->why set.
 */
int elf_patch_tls(struct elf *e);

#endif
