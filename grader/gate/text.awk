# What the preprocessor has made of a source file: words that are refused in
# those lines that are the student's.  own, root: directories; source.
function refuse(what, why) {
    if (what SUBSEP number in said)
        return
    said[what, number] = 1
    printf "%s:%d: error: %s: %s\n", name, number, what, why
    bad = 1
}
function is_theirs(path) {
    if (path == source)
        return 1
    if (path !~ /^\//)
        path = root path
    return index(path, own) == 1
}
function set(list, array,    n, i, word) {
    n = split(list, word, " ")
    for (i = 1; i <= n; i++)
        array[word[i]] = 1
}
BEGIN {
    set("asm __asm __asm__", assembler)
    set("format printf unused maybe_unused noreturn noinline always_inline " \
        "packed aligned fallthrough const pure malloc nonnull cold hot " \
        "returns_nonnull warn_unused_result nodiscard deprecated gnu clang",
        harmless)
    builtin = "^__builtin_(return_address|frame_address|thread_pointer|" \
        "apply|longjmp|setjmp|eh_|dwarf_|unwind_|extract_|return$)"
}
# A name in a list of attributes.
function attribute(word,    plain) {
    plain = word
    if (plain ~ /^__.*__$/)
        plain = substr(plain, 3, length(plain) - 4)
    if (!(plain in harmless))
        refuse(word, "this attribute changes how the program is built")
}
function token(t) {
    if (t in assembler)
        refuse(t, "labs are written in C")
    if (t ~ builtin)
        refuse(t, "this reaches into the stack of whoever called")
    if (t ~ /^__attribute(__)?$/ || t == "__declspec") {
        inside = "("
        depth = 0
    } else if (inside == "(") {
        depth += (t == "(") - (t == ")")
        if (depth == 2 && t ~ /^[A-Za-z_]/)
            attribute(t)
        if (depth <= 0)
            inside = ""
    } else if (inside == "[") {
        depth += (t == "[") - (t == "]")
        parens += (t == "(") - (t == ")")
        if (!parens && t ~ /^[A-Za-z_]/)
            attribute(t)
        if (depth <= 0)
            inside = ""
    } else if (t == "[" && last == "[") {
        inside = "["
        depth = 2
        parens = 0
    }
    last = t
}
/^# [0-9]+ "/ {
    number = $2 - 1
    name = $0
    sub(/^# [0-9]+ "/, "", name)
    sub(/"[ 0-9]*$/, "", name)
    theirs = is_theirs(name)
    next
}
{ number++ }
!theirs { next }
/^[ \t]*#[ \t]*pragma/ {
    if ($0 !~ /^[ \t]*#[ \t]*pragma[ \t]+(GCC[ \t]+diagnostic|STDC|once)/)
        refuse("#pragma", "this changes how the program is built")
    next
}
{
    rest = $0
    while (match(rest, /[A-Za-z_][A-Za-z0-9_]*|"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|[^ \t]/)) {
        token(substr(rest, RSTART, RLENGTH))
        rest = substr(rest, RSTART + RLENGTH)
    }
}
END { exit bad }
