#!/bin/sh
# man.sh BUILD DIRECTORY PAGE... - the manual pages: those who read roff have
# no complaint, each option is there, and no other; and a --help says each
# option that its program takes.  That the examples run, install.sh shows.
#
# A page has no date: the same sources make the same page on any day.
set -u
build=$1 man=$2
shift 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
bad=0

complain() {
    echo "check-man: $*"
    bad=1
}

# Options of a text, a line each.
options() {
    grep -oE -- '--[a-z][a-z0-9-]*|^ *-[a-zA-Z]\b' "$@" | tr -d ' ' | sort -u
}

# help PAGE: all that --help says of the programs of a page.
help() {
    case $1 in
    netsim)
        "$build/bin/netsim" --help
        for c in run proxy diagram anatomy export; do
            "$build/bin/netsim" $c --help
        done
        ;;
    rpclab-node) grader/install/rpclab-node --help ;;
    *) "$build/bin/${1#rpclab-}" --help ;;
    esac
}

# sources PAGE: where its table of options is.
sources() {
    case $1 in
    netsim) ls netsim/tool/*.c ;;
    rpclab-grade) echo grader/options.c ;;
    rpclab-convert) echo grader/convert/main.c ;;
    esac
}

for page; do
    file=$man/$page.1
    help "$page" > "$tmp/help"
    cat "$tmp/help" >> "$tmp/help-of-all"
    options "$tmp/help" > "$tmp/options"
    if [ "$page" != idlc ] && [ ! -s "$tmp/options" ]; then
        complain "$page --help names no option"
    fi
    # What begins an item, or is named where there is no item of it.
    sed 's/\\-/-/g; s/\\f[BIR]//g' "$file" > "$tmp/page"
    options "$tmp/page" > "$tmp/paged"
    comm -23 "$tmp/options" "$tmp/paged" | grep . &&
        complain "$file lacks these"
    for s in 'SH NAME' 'SH SYNOPSIS' 'SH DESCRIPTION' 'SH "\{0,1\}EXIT STATUS' \
        'SH EXAMPLES' 'SH SEE ALSO'; do
        grep -q "^\\.$s" "$file" || complain "$file has no .$s"
    done
    for source in $(sources "$page"); do
        for o in $(sed -n 's/^ *{ "\([a-z0-9-]*\)", [a-z]*_argument.*/\1/p' \
            "$source"); do
            [ "$o" = help ] || grep -q -e "--$o\\b" "$tmp/help" ||
                complain "$page takes --$o, and its --help does not say so"
        done
    done
    if command -v mandoc > /dev/null; then
        mandoc -Tlint -W warning "$file" | grep -v 'missing date' &&
            complain "mandoc complains"
    fi
    if command -v groff > /dev/null; then
        groff -ww -man -z "$file" 2>&1 | grep . && complain "groff complains"
    fi
done

# No page speaks of an option that nobody has.
options "$tmp/help-of-all" > "$tmp/options"
echo --help >> "$tmp/options"
sort -u -o "$tmp/options" "$tmp/options"
for page; do
    sed 's/\\-/-/g; s/\\f[BIR]//g' "$man/$page.1" | options |
        comm -13 "$tmp/options" - | grep . &&
        complain "$page.1: no program has these"
done
[ $bad -ne 0 ] || echo "$# pages"
exit $bad
