#!/bin/sh
# mutants.sh BUILD-DIRECTORY [MUTANT ...] - the test of the tests.
#
# Without names: all of them, or those of LABS="1 2".  With SHORT=1 a wrong
# one is shown only to the case that must catch it.
#
# Each patch in mutants/ makes of the solution what a student might hand in.
# It says at its top what is wrong and which case must fail for it, or that
# it is right in another way:
#
#   # lab3.at-least-once: sends each request only once
#   # pass: connects its socket, and takes a refusal for a loss
#
# For "pass" a line "# lab: 1" says of which lab it is, if not lab 3.  Then
# comes a part of the sentence by which it is to be known ("# says: ...").
# "# only: lab4.break" says that no case without that in its name can tell,
# and spares their time.
# And what shows it must be short: at most 3 deviations, and a diagram of at
# most 40 lines.  With SHORT=1 the seconds are those to that run, and how many
# took longer than 3 is told: that depends on the machine.
# Only that case may fail, those of a line "# also: ...", each of which must,
# and the cases that are exhibits: what a wrong program is shown to do proves
# nothing.  Exit 1 if a mutant was judged in another way than it says.

set -u
build=${1:?usage: mutants.sh BUILD-DIRECTORY [MUTANT ...]}
shift
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# of NAME KEY: what the top of a patch says.
of() {
    sed -n "/^--- /q; s/^# $2: *//p" "$here/mutants/$1.patch"
}

# make_nodes NAME: $work/NAME holds its sources, $nodes its programs.
make_nodes() {
    mkdir "$work/$1" &&
        cp "lab$lab"-*/solution/* "$work/$1" &&
        patch -s -p1 -d "$work/$1" <"$here/mutants/$1.patch" &&
        ${MAKE:-make} SUBMISSION="$work/$1" submission \
            >"$work/$1.log" 2>&1 || { cat "$work/$1.log"; return 1; }
    nodes=$build/submission$work/$1/node
}

deviations_max=3
rows_max=40
ms_max=3000

# The lines of the first diagram of a report: from its heading to the blank
# line behind it.
rows_of() {
    awk '/^ +t\/ms / { n = 1; next }
         n && /^$/ { exit }
         n { n++ }
         END { print n + 0 }' "$1"
}

# Sets got (the case that failed, or "pass"), sentence, deviations and rows
# from the report.
judge() {
    failing=$(awk '$3 ~ /^[0-9]+\/[0-9]+$/ && $2 != "pass" { print $1 }' "$1")
    got=${failing:-pass}
    # A failure says why; what passes is known by its exhibit.
    heading=FAIL
    grep -q '^FAIL ' "$1" || heading=EXHIBIT
    sentence=$(sed -n "/^$heading /{s/^[^:]*: //;p;q;}" "$1")
    schedule=$(sed -n "/^$heading /,\$ {/^  schedule   /{s///;p;q;}}" "$1")
    case $schedule in
    '' | none:*) deviations=0 ;;
    *) deviations=$(printf '%s' "$schedule" | tr -dc ';' | wc -c)
       deviations=$((deviations + 1)) ;;
    esac
    rows=$(rows_of "$1")
}

# What shows that it is wrong is short.
is_short() {
    [ "$want" = pass ] && return 0
    [ "$deviations" -le $deviations_max ] && [ "$rows" -le $rows_max ] &&
        return 0
    printf '  WRONG: at most %d deviations and %d rows\n' \
        $deviations_max $rows_max
    return 1
}

want_of() {
    sed -n '1s/^# \([^:]*\):.*/\1/p' "$here/mutants/$1.patch"
}

lab_of() {
    case $(want_of "$1") in
    lab[1-4].*) want_of "$1" | sed 's/^lab//; s/\..*//' ;;
    *) of "$1" lab | grep . || echo 3 ;;
    esac
}

one() {
    want=$(want_of "$1")
    also=$(of "$1" also)
    says=$(of "$1" says)
    only=$(of "$1" only)
    lab=$(lab_of "$1")
    [ -z "${SHORT:-}" ] || [ "$want" = pass ] || [ "$also" ] || only=$want
    if ! make_nodes "$1"; then
        printf '%-24s does not build\n' "$1"
        return 1
    fi
    start=$(date +%s%N)
    "$build/bin/grade" --lab "$lab" ${only:+--test "$only"} \
        --nodes "$nodes" --ascii >"$work/$1.report" 2>&1
    ms=$((($(date +%s%N) - start) / 1000000))
    judge "$work/$1.report"
    got=$(echo $got) # one line
    want=$want${also:+ $also}
    printf '%-24s %-24s %4d %4d %5d.%02d  %s\n' "$1" "$got" "$deviations" \
        "$rows" $((ms / 1000)) $((ms % 1000 / 10)) "$sentence"
    [ "$want" = pass ] ||
        echo "$deviations $rows $ms" >"$work/$1.measured"
    is_short || return 1
    if [ "$got" != "$want" ]; then
        printf '  WRONG: must be judged "%s"\n' "$want"
        return 1
    fi
    case $sentence in
    *"$says"*) return 0 ;;
    esac
    printf '  WRONG: must say "%s"\n' "$says"
    return 1
}

if [ $# -eq 0 ]; then
    for mutant in $(cd "$here/mutants" && ls | sed -n 's/\.patch$//p'); do
        case " ${LABS:-1 2 3 4} " in
        *" $(lab_of "$mutant") "*) set -- "$@" "$mutant" ;;
        esac
    done
fi
printf '%-24s %-24s %4s %4s %8s  %s\n' mutant 'caught by' dev. rows seconds \
    sentence
# Every JOBS-th of them, from the nth on.  Each is told when it is done.
worker() {
    n=$1
    shift
    for mutant; do
        n=$((n - 1))
        [ $((n % jobs)) -eq 0 ] || continue
        if one "$mutant" >"$work/$mutant.out"; then
            : >"$work/$mutant.passed"
        fi
        cat "$work/$mutant.out"
    done
}
jobs=${JOBS:-$(nproc)}
for n in $(seq "$jobs"); do
    worker "$n" "$@" &
done
wait

# median COLUMN: of what was measured of the wrong ones.
median() {
    cut -d' ' -f"$1" "$work/measured" | sort -n |
        awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

cat "$work"/*.measured >"$work/measured" 2>/dev/null
if [ -s "$work/measured" ]; then
    printf 'medians: %d deviations, %d rows, %d ms; ' "$(median 1)" \
        "$(median 2)" "$(median 3)"
    awk -v max=$ms_max '{ slow += $3 > max }
        END { print slow + 0 " of " NR " took longer than " max " ms" }' \
        "$work/measured"
fi
passed=$(find "$work" -name '*.passed' | wc -l)
failed=$(($# - passed))
rm -rf "$build/submission$work"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
