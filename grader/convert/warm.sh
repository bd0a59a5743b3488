#!/bin/sh
# warm.sh - build all of the kit that a submission of LAB needs, as service.sh
# will find it, and try it: the solution must get all points.
#
# LAB, SAN, ISOLATE and JOBS are those of service.sh.
set -eu
kit=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for n in $(echo "$LAB" | tr ',' ' '); do
    for dir in "$kit/lab$n"-*; do
        mkdir -p "$tmp/in/${dir##*/}"
        cp "$dir"/solution/*.[ch] "$tmp/in/${dir##*/}/" 2> /dev/null || true
        cp "$dir"/solution/*.faults "$tmp/in/${dir##*/}/" 2> /dev/null || true
    done
done
LIMIT=3000 "$kit/grader/convert/service.sh" prairielearn "$tmp/out.json" \
    "$tmp/in"
grep -q '"score":1.0[,}]' "$tmp/out.json" || {
    cat "$tmp/out.json"
    echo "warm.sh: the solution of lab $LAB has not got all points here" >&2
    exit 1
}
echo "warm.sh: the solution of lab $LAB has all points"
