# leaks.awk - text that is to stay with us, found in what goes out.
#
# First come the files that students have in its place, then those that stay
# with us, then what goes out (variables part=given, part=ours, part=out).  A
# leak is three lines in a row of one of ours, together 60 letters and digits
# or more, which are in what goes out and not in what is given.  Blanks and
# empty lines do not count.  One line for each file.

FNR == 1 {
    first = second = ""
}

{
    gsub(/[ \t]+/, "")
    if ($0 == "")
        next
    window = first "\n" second "\n" $0
    first = second
    second = $0
    letters = window
    if (gsub(/[A-Za-z0-9]/, "", letters) < 60)
        next
    if (part == "given") {
        given[window] = 1
    } else if (part == "ours") {
        if (!(window in given))
            ours[window] = FILENAME
    } else if ((window in ours) && !(FILENAME in told)) {
        told[FILENAME] = 1
        printf "%s has text of %s\n", FILENAME, ours[window]
        bad = 1
    }
}

END {
    exit bad
}
