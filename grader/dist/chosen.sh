#!/bin/sh
# chosen.sh THROUGH LIST - of the names on standard input those that a student's
# copy for labs 1 to THROUGH has, by LIST (files.txt).  "chosen.sh never LIST":
# those that no copy has.
set -eu
through=$1
list=$(grep -E '^(never|[1-4]) ' "$2")
while IFS= read -r path; do
    first=1
    while read -r n pattern _; do
        # shellcheck disable=SC2254 # it is a pattern
        case $path in $pattern) first=$n ;; esac
    done << END
$list
END
    case $through-$first in
    never-never) ;;
    never-* | *-never) continue ;;
    *) [ "$first" -le "$through" ] || continue ;;
    esac
    printf '%s\n' "$path"
done
