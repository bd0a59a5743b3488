#!/bin/sh
# check_grader.sh SANITIZED-BUILD PLAIN-BUILD - is the grader's word good?
#
# Wrong labs must be caught, right ones must have all points, whoever works on
# the grade must have none, and no verdict may depend on a seed or on whether
# programs are isolated.  Run by `make check-grader`; the parts have targets of
# their own.  SHORT=1: less of each; LONG=1: mutants are shown to every case of
# their lab, not only to the one that must catch them; SEEDS=1000.  The end is
# the table of it all.  Exit 1 if something was not as it must be.

set -u
san=${1:?usage: check_grader.sh SANITIZED-BUILD PLAIN-BUILD}
plain=${2:?usage: check_grader.sh SANITIZED-BUILD PLAIN-BUILD}
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
bad=0

# part NAME COMMAND ...: its output is shown, and its last line is kept.
part() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    { "$@" || echo failed >"$work/failed"; } | tee "$work/log"
    sed -n '$p' "$work/log" | sed "s|^|$name: |" >>"$work/table"
    grep 'verdicts that differ' "$work/log" |
        sed "s|^ *|$name: |" >>"$work/table"
    [ ! -e "$work/failed" ] || bad=1
    rm -f "$work/failed"
}

# The solution has all points in either mode.
reference() {
    "$plain/bin/grade" --nodes "$plain/node-solution" "$@" >"$work/grade"
    status=$?
    grep -v ' pass ' "$work/grade" |
        grep -E '^(isolated|  (not )?enforced|lab[1-4]\.|score)'
    return "$status"
}

export ISOLATE=1
[ -n "${LONG:-}" ] || one_case=1
part "mutants of labs 1 and 2" env SHORT="${one_case:-}" LABS='1 2' \
    "$here/mutants.sh" "$san"
part "mutants of labs 3 and 4" env SHORT="${one_case:-}" LABS='3 4' \
    MAKE="${MAKE:-make} SAN=0" "$here/mutants.sh" "$plain"
part "other designs" env MAKE="${MAKE:-make} SAN=0" "$here/designs.sh" "$plain"
part "cheats" env MAKE="${MAKE:-make} SAN=0" "$here/cheats.sh" "$plain"
part "seeds" "$here/seeds.sh" "$plain"
part "the solution" reference
[ -n "${SHORT:-}" ] || part "the solution, isolated" reference --isolate

printf '\n== all\n'
cat "$work/table"
exit "$bad"
