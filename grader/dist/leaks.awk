# leaks.awk - text that is to stay with us, found in what goes out.
#
# First come files that go out and may be alike (part=given), then those that
# stay with us (part=ours), then what goes out (part=out).  A leak is six lines
# in a row of one of ours, together 60 letters and digits or more, which are in
# what goes out and not in what is given.  Blanks, empty lines and the names of
# libc's headers do not count.
# One line for each file; exit status 1 if there is any.

FNR == 1 {
    n = 0
}

{
    gsub(/[ \t]+/, "")
    if ($0 == "" || /^#include</)
        next
    line[n++ % 6] = $0
    if (n < 6)
        next
    window = ""
    for (i = n; i < n + 6; i++)
        window = window "\n" line[i % 6]
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
