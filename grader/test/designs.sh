#!/bin/sh
# designs.sh BUILD-DIRECTORY [DESIGN ...] - right in another way.
#
# Each directory in designs/ has those files of a lab that somebody has
# written differently from the solution: labN-NAME is of lab N, what it lacks
# is as in the solution.  All of them must have 100 of 100 points; one that
# has not shows a case that asks for more than the contract does.  And what the
# solution predicts must be so of them, too (predict.txt).
#
# Without names: all of them, or those of LABS="1 2"; with SHORT=1 the first of
# each lab.  JOBS at a time, MAKE to
# build with (it must make what BUILD-DIRECTORY names).  Exit 1 if one has
# lost a point; what the grader said of it is shown.

set -u
build=${1:?usage: designs.sh BUILD-DIRECTORY [DESIGN ...]}
shift
here=$(dirname "$0")/designs
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work" "$build/submission$work"' EXIT
trap 'exit 1' HUP INT TERM

lab_of() {
    echo "$1" | sed -n 's/^lab\([1-4]\)-.*/\1/p'
}

# make_nodes NAME: $work/NAME holds its sources, $nodes its programs.
make_nodes() {
    mkdir "$work/$1" &&
        cp "lab$lab"-*/solution/* "$work/$1" &&
        cp "$here/$1"/* "$work/$1" &&
        ${MAKE:-make} SUBMISSION="$work/$1" submission \
            >"$work/$1.log" 2>&1 || { cat "$work/$1.log"; return 1; }
    nodes=$build/submission$work/$1/node
}

row() {
    printf '%-24s %3s %9s %8s\n' "$@"
}

one() {
    lab=$(lab_of "$1")
    if [ -z "$lab" ] || [ ! -d "$here/$1" ]; then
        echo "designs.sh: $here/$1: there is no such design of a lab"
        return 1
    fi
    if ! make_nodes "$1"; then
        row "$1" "$lab" 'no build' -
        return 1
    fi
    start=$(date +%s%N)
    "$build/bin/grade" --lab "$lab" --nodes "$nodes" --ascii \
        >"$work/$1.report" 2>&1
    ms=$((($(date +%s%N) - start) / 1000000))
    score=$(sed -n 's/^score //p' "$work/$1.report")
    row "$1" "$lab" "${score:-none}" \
        "$((ms / 1000)).$(printf %02d $((ms % 1000 / 10)))"
    [ "$score" != 100/100 ] ||
        ! grep -q "^lab$lab\.predict  *pass " "$work/$1.report" || return 0
    cat "$work/$1.report"
    return 1
}

# Every JOBS-th of them, from the nth on.  Each is told when it is done.
worker() {
    n=$1
    shift
    for design; do
        n=$((n - 1))
        [ $((n % jobs)) -eq 0 ] || continue
        if one "$design" >"$work/$design.out"; then
            : >"$work/$design.passed"
        fi
        cat "$work/$design.out"
    done
}

if [ $# -eq 0 ]; then
    for design in $(cd "$here" && ls); do
        case " ${LABS:-1 2 3 4} " in
        *" $(lab_of "$design") "*) ;;
        *) continue ;;
        esac
        [ -z "${SHORT:-}" ] || [ "$(lab_of "$design")" != "${last:-}" ] ||
            continue
        last=$(lab_of "$design")
        set -- "$@" "$design"
    done
fi
if [ $# -eq 0 ]; then
    echo "designs.sh: $here: there is no design of labs ${LABS:-1 2 3 4}" >&2
    exit 2
fi
row design lab score seconds
jobs=${JOBS:-$(nproc)}
for n in $(seq "$jobs"); do
    worker "$n" "$@" &
done
wait
passed=$(find "$work" -name '*.passed' | wc -l)
failed=$(($# - passed))
echo "$passed of $# designs have all points"
[ "$failed" -eq 0 ]
