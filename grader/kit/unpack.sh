#!/bin/sh
# unpack.sh BUILD CC SAN ARCHIVE - unpack what was handed in to
# build/handed-in/NAME, and print that directory.
#
# `class unpack` takes in what counts, as it does for a class, and says what is
# not as it was packed.  Files that have not changed keep their times: what
# was made of them need not be made again.
set -u
build=$1 cc=$2 san=$3 archive=$4
exec 3>&1 >&2

[ -f "$archive" ] || {
    echo "SUBMISSION: there is no archive \"$archive\""
    exit 2
}
log=$(env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u SUBMISSION make -s CC="$cc" \
    SAN="$san" SUBMISSION=student "$build/bin/class" 2>&1) || {
    printf '%s\n' "$log"
    exit 2
}
name=$(basename "$archive" | tr -c 'A-Za-z0-9._\n-' _)
to=build/handed-in/${name%%.*}
new=$to.new
rm -rf "$new"
mkdir -p "$new"
"$build/bin/class" unpack "$archive" "$new" || exit 2
if diff -r "$new" "$to" > /dev/null 2>&1; then
    rm -rf "$new"
else
    rm -rf "$to"
    mv "$new" "$to"
fi
echo "$PWD/$to" >&3
