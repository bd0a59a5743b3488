#!/bin/sh
# cheats.sh BUILD-DIRECTORY [CHEAT ...] - who works on the grade, not on the
# lab, gets nothing for it.
#
# Each patch in cheats/ makes of the skeleton, or of the solution with a bug
# in it, what somebody might hand in.  It says at its top:
#
#   # what: writes the steps of a check that has passed
#   # lab: 1
#   # base: skeleton                   (or solution)
#   # gets: refused                    (its files are, and nothing is built)
#   #       nothing                    (its cases are run, and have no points)
#   #       flagged                    (the same, and the report says why)
#   # case: lab1.record-write          (what it is after; not if refused)
#   # programs: lab1-write             (of that case, with the cheat in them)
#   # says: part of a sentence, which must come
#
# Cases are run as students run them, in one process, and isolated.  With
# SHORT=1 the gate is asked itself about files that it must refuse, and make
# only about the others.  Exit 1 if a cheat got something.

set -u
build=${1:?usage: cheats.sh BUILD-DIRECTORY [CHEAT ...]}
shift
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work" "$build/submission$work"' EXIT
trap 'exit 1' HUP INT TERM

# of NAME KEY: what the top of a patch says.
of() {
    sed -n "/^--- /q; s/^# $2: *//p" "$here/cheats/$1.patch"
}

make_sources() {
    base=lab$lab-*/
    [ "$(of "$1" base)" = skeleton ] || base=lab$lab-*/solution/
    # shellcheck disable=SC2086 # a pattern
    mkdir "$work/$1" && cp $base*.c "$work/$1" &&
        { cp $base*.faults "$work/$1" 2>/dev/null || :; } &&
        patch -s -p1 -d "$work/$1" <"$here/cheats/$1.patch"
}

# As the makefile does it, with the flags of the build, of lab code.
ask_gate() {
    flags=$(cat "$build/flags")
    for f in $(sed -n 's,^+++ b/,,p' "$here/cheats/$1.patch"); do
        # shellcheck disable=SC2086 # words
        $flags -D_DEFAULT_SOURCE -c -o "$work/$1/$f.o" "$work/$1/$f" &&
            "$here/../gate/gate" "$work/$1/$f.o" "$work/$1/$f" $flags \
                -D_DEFAULT_SOURCE || return
    done
}

# Only what the cheat needs.  Fails if its files are refused.
make_programs() {
    if [ -n "${SHORT:-}" ] && [ "$gets" = refused ] &&
        [ -z "$(of "$1" programs)" ]; then
        ask_gate "$1" >"$work/$1.log" 2>&1
        return
    fi
    targets=
    for p in $(of "$1" programs); do
        targets="$targets $build/submission$work/$1/node/$p.so"
    done
    # shellcheck disable=SC2086 # words
    timeout 120 ${MAKE:-make} SUBMISSION="$work/$1" \
        ${targets:-submission} >"$work/$1.log" 2>&1
}

# run NAME MODE...: its cases; sets points and of what.
run() {
    name=$1
    shift
    : >"$work/$name.report"
    for c in $(of "$name" case); do
        timeout 120 "$build/bin/grade" --lab "$lab" --test "$c" --ascii "$@" \
            --nodes "$build/submission$work/$name/node" \
            >>"$work/$name.report" 2>&1
    done
    points=$(awk '$3 ~ /^[0-9]+\/[0-9]+$/ { split($3, p, "/"); n += p[1] }
        END { print n + 0 }' "$work/$name.report")
    ran=$(awk '$3 ~ /^[0-9]+\/[0-9]+$/ { n++ } END { print n + 0 }' \
        "$work/$name.report")
}

say() { # NAME MODE RESULT SENTENCE
    printf '%-26s %-10s %-9s %.110s\n' "$1" "$2" "$3" "$4"
}

one() {
    lab=$(of "$1" lab)
    gets=$(of "$1" gets)
    says=$(of "$1" says)
    bad=0
    if ! make_sources "$1"; then
        say "$1" - BROKEN "its patch does not apply"
        return 1
    fi
    if ! make_programs "$1"; then
        why=$(grep -F -m 1 ": error: " "$work/$1.log")
        got=BROKEN
        ! grep -qF "$says" "$work/$1.log" || [ "$gets" != refused ] ||
            got=refused
        say "$1" - "$got" "${why##*": error: "}"
        [ "$got" = refused ]
        return
    fi
    if [ "$gets" = refused ]; then
        say "$1" - WRONG "it is built, and must not be"
        return 1
    fi
    for mode in $modes; do
        if [ "$mode" = isolated ]; then run "$1" --isolate; else run "$1"; fi
        why=$(grep -F -m 1 -- "$says" "$work/$1.report")
        got=$gets
        [ -n "$why" ] && [ "$ran" -gt 0 ] && [ "$points" -eq 0 ] || {
            got=WRONG
            bad=1
            [ -n "$why" ] || why=$(grep -m 1 ": " "$work/$1.report")
        }
        say "$1" "$mode" "$got" "$points points: ${why#*": "}"
    done
    return "$bad"
}

if [ $# -eq 0 ]; then
    for cheat in $(cd "$here/cheats" && ls | sed -n 's/\.patch$//p'); do
        set -- "$@" "$cheat"
    done
fi
modes="in-process isolated"
printf '%-26s %-10s %-9s %s\n' cheat mode gets why
# Every JOBS-th of them, from the nth on.
worker() {
    n=$1
    shift
    for cheat; do
        n=$((n - 1))
        [ $((n % jobs)) -eq 0 ] || continue
        if one "$cheat" >"$work/$cheat.out"; then
            : >"$work/$cheat.passed"
        fi
        cat "$work/$cheat.out"
    done
}
jobs=${JOBS:-$(nproc)}
for n in $(seq "$jobs"); do
    worker "$n" "$@" &
done
wait
passed=$(find "$work" -name '*.passed' | wc -l)
echo "cheats: $passed of $# got nothing"
[ "$passed" -eq $# ]
