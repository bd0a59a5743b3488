#!/bin/sh
# parts.sh - which part of which lab each file of a student's is: a line such as
# "4|A, C|lab4-atmostonce/cache.c" for each.
#
# The one place that says so is the table in the README of each lab:
#     | A, C | `cache.c` | the table of calls ...
cd "$(dirname "$0")/../.." || exit 2
for readme in lab[1-4]-*/README.md; do
    [ -r "$readme" ] || continue
    dir=${readme%/*}
    lab=${dir#lab}
    sed -n "s,^| \([A-Z, ]*\) | \`\([a-z0-9_-]*\.[a-z]*\)\` |.*,${lab%%-*}|\1|$dir/\2,p" \
        "$readme"
done
