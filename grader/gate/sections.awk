# The sections of an object: those that a compiler makes of plain C.
/^ *\[ *[0-9]+\]/ {
    sub(/^ *\[ *[0-9]+\] */, "")
    name = $1
    size = $5
    if (name == "NULL")
        next
    if (name ~ /^\.rela/)
        next
    if (name ~ /^\.(text|rodata|data|bss|tdata|tbss|debug_|note\.|eh_frame|llvm|symtab|strtab|shstrtab|comment|group)/)
        next
    # AddressSanitizer has a constructor and a destructor for each object.
    if (name ~ /^\.(init|fini)_array\.(00099|1)$/)
        next
    printf "%s: error: section %s: no code of yours runs before main() " \
        "or after exit()\n", source, name
    bad = 1
}
END { exit bad }
