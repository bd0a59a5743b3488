# Lines of a source file that would make it look like another one's.
function refuse(why) {
    printf "%s:%d: error: %s\n", file, first, why
    bad = 1
}
{
    if (!joined)
        first = FNR
    joined = sub(/\\[ \t\r]*$/, "")
    line = line $0
    if (joined)
        next
    if (line ~ /\?\?[=\/]/)
        refuse("a trigraph: write the character itself")
    sub(/^.*\*\//, "", line)
    if (line ~ /^[ \t\f\v]*(#|%:)[ \t\f\v]*(line|[0-9])/)
        refuse("a number of a line: text is where it is")
    if (line ~ /^[ \t\f\v]*(#|%:)[ \t\f\v]*\/\*/)
        refuse("a comment between # and its word")
    line = ""
}
END { exit bad }
