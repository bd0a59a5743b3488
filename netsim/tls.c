/*
 * tls.c - thread-local variables of a node are our threads', not libc's.
 *
 * A compiler has one of two ways to ask where such a variable is.  It calls
 * __tls_get_addr(), which the shim defines (user/tls.c): nothing to do.  Or,
 * on aarch64, it calls what a descriptor in the node's data points to (the
 * ELF ABI's "TLS descriptors"), which the loader would fill in.  Here each
 * descriptor is made to point to the shim's function instead, with the
 * variable's offset beside it.
 *
 * What is compiled to be at a fixed distance from libc's own variables
 * (-ftls-model=initial-exec) cannot be used.
 */
#include "netsim/elf.h"

#include <errno.h>
#include <string.h>

static const Elf64_Phdr *
segments(const struct elf *e, size_t *n)
{
    const Elf64_Ehdr *eh = (const Elf64_Ehdr *)e->bytes;

    *n = eh->e_phnum;
    return (const Elf64_Phdr *)(e->bytes + eh->e_phoff);
}

/* Where in the file lie the 16 bytes that are loaded at this address? */
static char *
bytes_at(const struct elf *e, uint64_t addr)
{
    size_t n;
    const Elf64_Phdr *ph = segments(e, &n);

    for (size_t i = 0; i < n; i++) {
        uint64_t at = addr - ph[i].p_vaddr;

        if (ph[i].p_type == PT_LOAD && at < ph[i].p_filesz &&
            ph[i].p_filesz - at >= 16 && ph[i].p_offset + at <= e->len - 16)
            return e->bytes + ph[i].p_offset + at;
    }
    return NULL;
}

/* The address of a function that the node exports; 0: it has none. */
static uint64_t
function(const struct elf *e, const char *name)
{
    size_t n;
    const Elf64_Shdr *sh = elf_sections(e, &n);

    for (size_t i = 0; i < n; i++) {
        const Elf64_Sym *sym = (const Elf64_Sym *)(e->bytes + sh[i].sh_offset);

        if (sh[i].sh_type != SHT_DYNSYM || sh[i].sh_link >= n)
            continue;
        for (size_t k = 0; k < sh[i].sh_size / sizeof(*sym); k++)
            if (!strcmp(e->bytes + sh[sh[i].sh_link].sh_offset +
                            sym[k].st_name,
                        name))
                return sym[k].st_value;
    }
    return 0;
}

/* The descriptor at rel: { function, argument }. */
static int
patch_descriptor(struct elf *e, Elf64_Rela *rel, const Elf64_Sym *syms)
{
    uint64_t resolver = function(e, "rpclab_tlsdesc");
    uint64_t offset =
        syms[ELF64_R_SYM(rel->r_info)].st_value + (uint64_t)rel->r_addend;
    char *at = bytes_at(e, rel->r_offset);

    if (!resolver || !at)
        return -EINVAL;
    memcpy(at + 8, &offset, sizeof(offset));
    rel->r_info = ELF64_R_INFO(0, R_AARCH64_RELATIVE);
    rel->r_addend = (Elf64_Sxword)resolver;
    return 0;
}

static int
patch_relocation(struct elf *e, Elf64_Rela *rel, const Elf64_Sym *syms)
{
    uint32_t type = ELF64_R_TYPE(rel->r_info);

    if (((const Elf64_Ehdr *)e->bytes)->e_machine == EM_AARCH64) {
        if (type == R_AARCH64_TLSDESC)
            return patch_descriptor(e, rel, syms);
        return type == R_AARCH64_TLS_TPREL ? -EINVAL : 0;
    }
    return type == R_X86_64_TPOFF64 || type == R_X86_64_TLSDESC ? -EINVAL : 0;
}

int
elf_patch_tls(struct elf *e)
{
    size_t n;
    const Elf64_Shdr *sh = elf_sections(e, &n);

    for (size_t i = 0; i < n; i++) {
        Elf64_Rela *rel = (Elf64_Rela *)(e->bytes + sh[i].sh_offset);

        if (sh[i].sh_type != SHT_RELA || !(sh[i].sh_flags & SHF_ALLOC) ||
            sh[i].sh_link >= n)
            continue;
        for (size_t k = 0; k < sh[i].sh_size / sizeof(*rel); k++)
            if (patch_relocation(
                    e, &rel[k],
                    (const Elf64_Sym *)(e->bytes +
                                        sh[sh[i].sh_link].sh_offset)) < 0) {
                e->why = "its thread-local variables are not compiled with "
                         "the compiler's default model";
                return -EINVAL;
            }
    }
    return 0;
}
