#!/bin/sh
# generate.sh IDLC REFERENCE FILE.x DIRECTORY COMPILER... - objects for a case
# of part C, of the code that IDLC makes of the file, in DIRECTORY.
#
# It always ends well.  If IDLC makes nothing of the file, or what it makes
# does not compile or lacks a function, REFERENCE makes it, so that the case
# can be built; and failure.h has the reason, for the case to tell.
set -u
idlc=$1 reference=$2 file=$3 out=$4
shift 4
base=$(basename "$file" .x)
log=$out/log

# compile COMPILER...: all that was made, one object for each.
compile() {
    for source in "$out"/*.c; do
        "$@" -Werror -MMD -MP -MT "$out/failure.h" -c -o "${source%.c}.o" \
            "$source" || return
    done
}

# The code of the reference is to be there instead; the student's, which an
# error names, stays in yours/.
instead() {
    rm -f "$out"/*.o
    mkdir -p "$out/yours"
    mv "$out"/*.[ch] "$out/yours/" 2> /dev/null
    $reference -o "$out" "$file" && compile "$@"
}

# failure SENTENCE: the reason, as a string of C.
failure() {
    echo "#define FAILURE \"$(printf '%s' "$1" | tr '\n\t' '  ' |
        sed 's/[\\"]/\\&/g' | cut -c 1-180)\""
}

# What is wrong with the code of IDLC, in one sentence; nothing if it is good.
complaint() {
    case $status in
    0) ;;
    124 | 137) echo "idlc is still at work on $base.x after 10 s"; return ;;
    *) echo "idlc ends with status $status on $base.x:" \
        "$(grep -m 1 . "$log")"; return ;;
    esac
    compile "$@" > "$log" 2>&1 || {
        echo "the code made of $base.x does not compile:" \
            "$(sed -n "s,^$out/,,; / error: /{p;q;}" "$log")"
        return
    }
    for source in "$out"/*.c; do
        grader/gate/gate "${source%.c}.o" "$source" "$@" > "$log" 2>&1 || {
            echo "the code made of $base.x may not be run:" \
                "$(sed -n "s,^$out/,,; / error: /{p;q;}" "$log")"
            return
        }
    done
    # The header is given, and names them all.
    for f in $(sed -n 's/^[a-z].*[ *]\([a-z0-9_]*\)(.*/\1/p' "$out/$base.h" |
        grep -v _serve_); do
        nm -g --defined-only "$out"/*.o | grep -q " $f$" || {
            echo "the code made of $base.x has no function $f()"
            return
        }
    done
}

rm -rf "$out"
mkdir -p "$out"
# It is the submission's: it may not deafen itself to the end of its time.
# shellcheck disable=SC2086 # a sandbox or an emulator stands before it
ASAN_OPTIONS=detect_leaks=0:mmap_limit_mb=1024 timeout -k 1 10 $idlc -o "$out" "$file" > "$log" 2>&1
status=$?
missing=$(sed -n 's/^not implemented: .*: \(emit_[a-z]*()\) in .*/\1/p' "$log" |
    head -1)
if [ -n "$missing" ]; then
    instead "$@"
    echo "#define FAILURE_MISSING \"$missing\"" > "$out/failure.h"
    exit
fi
why=$(complaint "$@")
if [ -n "$why" ]; then
    instead "$@"
    failure "$why" > "$out/failure.h"
else
    : > "$out/failure.h"
fi
