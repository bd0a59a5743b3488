#!/bin/sh
# mutants.sh BUILD-DIRECTORY [MUTANT ...] - the test of the tests.
#
# Without names: all of them, or those of LABS="1 2".  With SHORT=1 a wrong
# one is shown only to the case that must catch it; with EACH=1 only the first
# mutant of each case is tried.  With ISOLATE=1 each verdict is asked for
# twice: in one process, and isolated.  They must agree.
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
# "# sooner: lab4.durable" says that this case, which tries two faults where
# there are snapshots, finds it before the one that is named, which needs it.
# Only that case may fail, those of a line "# also: ...", each of which must,
# and the cases that are exhibits: what a wrong program is shown to do proves
# nothing.  Exit 1 if a mutant was judged in another way than it says.
#
# A counterexample is to be small: at most 3 deviations and 40 rows.  The end
# is a table of how small they are, and how soon they were found; how many took
# longer than 3 s is only told, since it depends on the machine.

set -u
build=${1:?usage: mutants.sh BUILD-DIRECTORY [MUTANT ...]}
shift
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work" "$build/submission$work"' EXIT
trap 'exit 1' HUP INT TERM

# of NAME KEY: what the top of a patch says.
of() {
    sed -n "/^--- /q; s/^# $2: *//p" "$here/mutants/$1.patch"
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

# What make is asked for: the programs of the only case, or all.
targets() {
    files=$("$build/bin/grade" --programs --lab "$lab" ${only:+--test "$only"} |
        sort -u)
    case $files in
    *'*'*) echo submission ;;
    *) for file in $files; do echo "$nodes/$file"; done ;;
    esac
}

# make_nodes NAME: $work/NAME holds its sources, $nodes its programs.
make_nodes() {
    nodes=$build/submission$work/$1/node
    # shellcheck disable=SC2046 # words
    mkdir "$work/$1" &&
        cp "lab$lab"-*/solution/* "$work/$1" &&
        patch -s -p1 -d "$work/$1" <"$here/mutants/$1.patch" &&
        ${MAKE:-make} SUBMISSION="$work/$1" $(targets) \
            >"$work/$1.log" 2>&1 || { cat "$work/$1.log"; return 1; }
}

# grade NAME OPTION ...: sets failing (cases; "pass": none) and ms (of the
# first of them).
grade() {
    name=$1
    shift
    "$build/bin/grade" --lab "$lab" ${only:+--test "$only"} --jobs 1 \
        --nodes "$nodes" --ascii --json "$work/$name.json" "$@" \
        >"$work/$name.report" 2>&1
    "$build/bin/convert" --to csv "$work/$name.json" |
        cut -d, -f 1-6 | tr -d '"\r' >"$work/$name.csv"
    # An exhibit has no points to lose, and what needs a case that fails is
    # no evidence.
    failing=$(awk -F, 'NR > 1 && $5 > 0 && $3 !~ /^(pass|not-run)$/ {
        print $1 }' "$work/$name.csv")
    failing=$(echo $failing) # one line
    ms=$(awk -F, -v first="${failing%% *}" '$1 == first { print $6 }' \
        "$work/$name.csv")
    failing=${failing:-pass}
}

# The sentence of the first report, its deviations, the rows of its diagram.
look_at_report() {
    # A failure says why; what passes is known by its exhibit.
    heading=FAIL
    grep -q '^FAIL ' "$1" || heading=EXHIBIT
    sed -n "/^$heading /,/^  replay /p" "$1" | sed '/^  replay /q' \
        >"$1.first"
    sentence=$(sed -n '1s/^[^:]*: //p' "$1.first")
    schedule=$(sed -n 's/^  schedule   //p' "$1.first")
    case $schedule in
    '' | none*) deviations=0 ;;
    *) deviations=$(printf '%s' "$schedule" | tr -dc ';' | wc -c)
       deviations=$((deviations + 1)) ;;
    esac
    rows=$(awk '/^ +t\/ms / { on = 1 } on && /^$/ { exit } on { n++ }
        END { print n + 0 }' "$1.first")
}

wrong() {
    printf '  WRONG: %s\n' "$1"
    bad=1
}

# Isolated it searches as deep as with sanitizers, if not told otherwise.  In
# random worlds that would be a limit.
isolated() {
    verdict=$got
    deeper=
    case $deviations,$verdict in
    [01],* | *random*) ;;
    *) deeper="--faults $deviations" ;;
    esac
    # shellcheck disable=SC2086 # words
    grade "$1" --isolate $deeper
    [ "$failing" = "$verdict" ] ||
        wrong "in one process \"$verdict\", isolated \"$failing\""
    echo "${ms:-0}" >"$work/$1.isolated"
}

one() {
    want=$(want_of "$1")
    also=$(of "$1" also)
    says=$(of "$1" says)
    only=$(of "$1" only)
    sooner=$(of "$1" sooner)
    lab=$(lab_of "$1")
    bad=0
    [ -z "${SHORT:-}" ] || [ "$want" = pass ] || [ "$also" ] || only=$want
    if ! make_nodes "$1"; then
        printf '%-24s does not build\n' "$1"
        return 1
    fi
    grade "$1"
    look_at_report "$work/$1.report"
    got=$failing
    [ "$only" = "$want" ] || want=${sooner:-$want}
    want=$want${also:+ $also}
    printf '%-24s %-24s %4d %4d %5d.%02d  %s\n' "$1" "$got" "$deviations" \
        "$rows" $((${ms:-0} / 1000)) $((${ms:-0} % 1000 / 10)) "$sentence"
    [ "$got" = "$want" ] || wrong "must be judged \"$want\""
    case $sentence in
    *"$says"*) ;;
    *) wrong "must say \"$says\"" ;;
    esac
    if [ "$got" != pass ]; then
        echo "$deviations $rows $ms" >"$work/$1.size"
        [ "$deviations" -le 3 ] || wrong "more than 3 deviations"
        [ "$rows" -le 40 ] || wrong "more than 40 rows"
    fi
    [ -z "${ISOLATE:-}" ] || isolated "$1"
    return "$bad"
}

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
        rm -rf "$build/submission$work/$mutant"
    done
}

# medians NAME < NUMBERS
median() {
    sort -n | awk -v name="$1" '{ n[NR] = $1 }
        END { if (NR) printf "  %-28s %8s %8s\n", name,
            n[int((NR + 1) / 2)], n[NR] }'
}

if [ $# -eq 0 ]; then
    seen=
    for mutant in $(cd "$here/mutants" && ls | sed -n 's/\.patch$//p'); do
        lab=$(lab_of "$mutant")
        case " ${LABS:-1 2 3 4} " in
        *" $lab "*) ;;
        *) continue ;;
        esac
        case ${EACH:-},$seen in
        1,*"|$lab $(want_of "$mutant")|"*) continue ;;
        esac
        seen="$seen|$lab $(want_of "$mutant")|"
        set -- "$@" "$mutant"
    done
fi
printf '%-24s %-24s %4s %4s %8s  %s\n' mutant 'caught by' dev. rows seconds \
    sentence
jobs=${JOBS:-$(nproc)}
for n in $(seq "$jobs"); do
    worker "$n" "$@" &
done
wait
passed=$(find "$work" -name '*.passed' | wc -l)
failed=$(($# - passed))
echo
printf '  %-28s %8s %8s\n' "counterexamples" median most
cat "$work"/*.size 2>/dev/null >"$work/sizes"
awk '{ print $1 }' "$work/sizes" | median deviations
awk '{ print $2 }' "$work/sizes" | median "rows of the diagram"
awk '{ print $3 }' "$work/sizes" | median "ms until it was found"
awk '$3 > 3000 { n++ } END { print "  longer than 3000 ms: " n + 0 " of " NR }' \
    "$work/sizes"
cat "$work"/*.isolated 2>/dev/null | median "ms, isolated"
[ -z "${ISOLATE:-}" ] || echo "  verdicts that differ isolated:" \
    "$(cat "$work"/*.out | grep -c 'in one process')"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
