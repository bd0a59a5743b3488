#!/bin/sh
# part.sh WHAT [FILE] - the line with which an error of the build ends: of which
# part of which lab the file is, and where HANDOUT.md says more.
#     lab 3, part A (udp_client.c): does not compile; HANDOUT.md, "Part A: ..."
# Without FILE: of each file that an error on standard input names.
what=$1
here=$(dirname "$0")

# "Part A: the client", of lab $1 part $2.
heading() {
    awk -v lab="## Lab $1:" -v part="### Part $2:" '
        /^## / { in_lab = index($0, lab) == 1 }
        in_lab && index($0, part) == 1 { sub(/^### /, ""); print; exit }' \
        "$here/../../HANDOUT.md"
}

tell() { # FILE
    base=${1##*/}
    found=$("$here/parts.sh" | grep "/$base\$") || {
        # One of the student's own.
        case $1 in
        lab[1-4]-*/*) lab=${1#lab} && base="lab ${lab%%-*} ($base)" ;;
        esac
        echo "$base: $what" >&2
        return
    }
    lab=${found%%|*}
    parts=${found#*|}
    parts=${parts%|*}
    see=
    for part in $(echo "$parts" | tr -d ','); do
        see="$see${see:+,} \"$(heading "$lab" "$part")\""
    done
    case $parts in
    *,*) parts="parts $(echo "$parts" | sed 's/, / and /')" ;;
    *) parts="part $parts" ;;
    esac
    echo "lab $lab, $parts ($base): $what; HANDOUT.md,$see" >&2
}

if [ -n "${2:-}" ]; then
    tell "$2"
else
    sed -n 's/^\(lab[1-4]-[^:]*\.c\):.*error: .*/\1/p
        s,^\(/[^:]*\.c\):.*error: .*,\1,p' | sort -u | while IFS= read -r file; do
        tell "$file"
    done
fi
