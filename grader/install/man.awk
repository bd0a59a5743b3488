# man.awk - a manual page, made of what a program says with --help, so that
# there is one text of each option.
#
# awk -f man.awk -v page=rpclab-grade -v says='grade a submission' \
#     -v renamed='grade view' HELP... NOTES
#
# HELP are files of what --help has printed; the second and those that follow
# are of commands of the first, and have a section each.  NOTES is roff: what
# no --help says, such as examples; its sections come before SEE ALSO.  renamed:
# programs that are installed as rpclab-NAME.
#
# What a --help looks like: "usage: " and lines that go on with it; then
# paragraphs.  "  WORD  text" is an item, and lines that are indented deeper
# go on with it; a WORD may have lines of its own.  "Exit status: " begins the
# last sentences.

function escaped(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    if (text ~ /^[.']/)
        text = "\\&" text
    return text
}

# `grade --json` is to be typed as it is installed.
function as_installed(text,    n, i, name) {
    n = split(renamed, name, " ")
    for (i = 1; i <= n; i++)
        gsub("`" name[i] " ", "`rpclab-" name[i] " ", text)
    return text
}

function close_usage() {
    if (usage)
        print ".EE"
    usage = 0
}

function section(title) {
    close_usage()
    if (title != now)
        print ".SH " title
    now = title
    paragraph = item = 0
}

# A program's name as one types it: after "usage: ", or below it.
function print_usage(text,    word, n, name, i) {
    n = split(renamed, name, " ")
    word = text
    sub(/ .*/, "", word)
    for (i = 1; i <= n; i++)
        if (word == name[i])
            text = "rpclab-" text
    print escaped(text)
}

# Of an item the word in bold, or several, and what each takes in italics.
function print_item(text,    tag, rest, i, n, word, out) {
    rest = ""
    tag = text
    if (match(substr(text, 3), /[^ ]  +/)) {
        tag = substr(text, 1, RSTART + 2)
        rest = substr(text, RSTART + RLENGTH + 2)
    }
    if (tag ~ /^  -/ && file == 1)
        section("OPTIONS")
    print ".TP"
    sub(/^ +/, "", tag)
    n = split(tag, word, " ")
    for (i = 1; i <= n; i++)
        out = out (i > 1 ? " " : "") (tag ~ /^-/ && word[i] !~ /^-/ \
            ? "\\fI" : "\\fB") escaped(word[i]) "\\fR"
    print out
    if (rest != "")
        print escaped(as_installed(rest))
    item = 1
    paragraph = first = 0
}

function print_text(text) {
    close_usage()
    if (!paragraph && !first)
        print ".PP"
    first = 0
    paragraph = 1
    item = 0
    print escaped(as_installed(text))
}

BEGIN {
    printf ".TH %s 1 \"\" rpclab\n", toupper(page)
    printf ".SH NAME\n%s \\- %s\n", page, escaped(says)
}

FNR == 1 {
    close_usage()
    file++
    notes = FILENAME ~ /\.notes$/
    now = ""
}

notes { rest_of[++n_rest] = $0; next }

# The first sentence of a --help is its usage.
FNR == 1 {
    if (file == 1)
        print ".SH SYNOPSIS"
    else {
        title = $0
        sub(/^usage: /, "", title)
        split(title, words, " ")
        print ".SH \"" toupper(words[1] " " words[2]) "\""
    }
    print ".EX"
    usage = 1
}
usage && /^usage: / { sub(/^usage: /, ""); print_usage($0); next }
usage && /^       / { sub(/^ +/, ""); print_usage($0); next }
usage {
    close_usage()
    if (file == 1)
        section("DESCRIPTION")
    first = file == 1
}

/^$/ { paragraph = item = 0; next }

/Exit status: / && file == 1 {
    before = after = $0
    sub(/ *Exit status: .*/, "", before)
    sub(/.*Exit status: /, "", after)
    if (before != "")
        print_text(before)
    section("\"EXIT STATUS\"")
    first = 1
    print_text(after)
    next
}
/^  [^ ]/ { print_item($0); next }
item && /^        / { sub(/^ +/, ""); print escaped(as_installed($0)); next }
{ print_text($0) }

END {
    close_usage()
    for (i = 1; i <= n_rest; i++)
        print rest_of[i]
}
