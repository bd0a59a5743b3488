# The symbols of an object: source, and files of names libc, private, names.
BEGIN {
    while ((getline line < libc) > 0)
        is_libc[line] = 1
    while ((getline line < private) > 0)
        is_private[line] = 1
    while ((getline line < names) > 0)
        if (line !~ /^#/) {
            split(line, part, "\t+")
            why[part[1]] = part[2]
        }
}
function refuse(name, sentence) {
    printf "%s: error: %s: %s\n", source, name, sentence
    bad = 1
}
{ type = $(NF - 1); name = $NF; sub(/\..*/, "", name) }
name in why { refuse(name, why[name]); next }
type == "i" { refuse(name, "a function that is chosen while it is loaded") }
type == "U" && name in is_private {
    refuse(name, "this is the grader's, and no header of the labs has it")
}
type ~ /^[A-TV-Z]$/ || type == "u" {
    if (name in is_libc)
        refuse(name, "this is a function of the C library; make yours " \
            "static, or give it another name")
    else if (name ~ /^__/ && name !~ /^__odr_asan/)
        refuse(name, "names with two underscores are the compiler's")
    else if (type ~ /[WV]/)
        refuse(name, "a weak symbol, which others could replace")
}
END { exit bad }
