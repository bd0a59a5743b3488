#!/bin/sh
# generate.sh IDLC REFERENCE FILE.x DIRECTORY COMPILER... - code for a case of
# part C, made by IDLC, in DIRECTORY.
#
# It always ends well.  If IDLC makes nothing of the file, or what it makes
# does not compile or lacks a function, REFERENCE makes it, so that the case
# can be built; and failure.h has the reason, for the case to tell.
set -u
idlc=$1 reference=$2 file=$3 out=$4
shift 4
base=$(basename "$file" .x)
log=$out/log

# The reason, in one line, as a string of C.
fail() {
    echo "#define FAILURE \"$(printf '%s' "$1" | tr '\n\t' '  ' |
        sed 's/[\\"]/\\&/g' | cut -c 1-180)\"" > "$out/failure.h"
    "$reference" -o "$out" "$file"
    exit
}

# compile FILE.c: an object beside it.
compile() {
    "$@" -Werror -c -o "${source%.c}.try.o" "$source"
}

# defined: the functions of all objects of a directory.
defined() {
    nm -g --defined-only "$1"/*.try.o | awk 'NF == 3 { print $3 }' | sort
}

rm -rf "$out"
mkdir -p "$out/reference"
: > "$out/failure.h"
ASAN_OPTIONS=detect_leaks=0 timeout 10 "$idlc" -o "$out" "$file" > "$log" 2>&1
status=$?
missing=$(sed -n 's/^not implemented: .*: \(emit_[a-z]*()\) in .*/\1/p' "$log" |
    head -1)
if [ -n "$missing" ]; then
    echo "#define FAILURE_MISSING \"$missing\"" > "$out/failure.h"
    "$reference" -o "$out" "$file"
    exit
fi
[ $status -ne 124 ] || fail "idlc is still at work on $base.x after 10 s"
[ $status -lt 128 ] ||
    fail "idlc died on $base.x of signal $((status - 128))"
[ $status -eq 0 ] || fail "idlc failed on $base.x: $(grep -m 1 . "$log")"

"$reference" -o "$out/reference" "$file"
for source in "$out"/reference/*.c "$out"/*.c; do
    compile "$@" > "$log" 2>&1 ||
        fail "the code made of $base.x does not compile: $(
            sed -n "s,^$out/,,; / error: /{p;q;}" "$log")"
done
for f in $(defined "$out/reference"); do
    defined "$out" | grep -qx "$f" ||
        fail "the code made of $base.x has no function $f()"
done
rm -rf "$out/reference" "$out"/*.try.o
