#!/bin/sh
# missing.sh FILE [all] - what is not in this copy of the kit, and what to do.
#
# A student's copy has no solution.  What the solution is needed for comes as
# archives in .reference/, made for one kind of processor and compiler; labs
# that come later are not there at all.  make asks this script when such a
# file is asked for and is not there.  "all": nothing is asked for by name, so
# what can be built was built, and this is a note.
file=$1
exec >&2
case $file in
.reference/*)
    kind=${file#.reference/}
    kind=${kind%%/*}
    if [ "${2:-}" = all ]; then
        echo "note: what needs the reference was not built: there is none" \
            "for $kind"
        exit 0
    fi
    echo "no reference for $kind, so there is no ${file##*/}"
    have=$(cd .reference 2> /dev/null && echo *-*-*)
    case $have in
    '' | '*-*-*') echo "This copy has no reference at all: unpack it again." ;;
    *) echo "This copy has one for: $have (processor, compiler, sanitizers)." ;;
    esac
    echo "Ask for a distribution that was made for such a machine, too."
    echo "PRIOR=mine grades labs 1, 3 and 4 with your own earlier labs instead."
    ;;
*)
    name=${file##*/}
    echo "there is no program ${name%.so} here: it belongs to a lab or a tool" \
        "that is not in this copy"
    ;;
esac
exit 2
