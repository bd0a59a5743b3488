#!/bin/sh
# seeds.sh BUILD-DIRECTORY - is the grade a matter of luck?
#
# SEEDS=10: so many other seeds, from FIRST=1 on.  By the seed is drawn
# whatever is left to chance: the random bytes that programs ask for (xids,
# identities, jitter), and random worlds with their clients and faults.  For
# each seed the solution is run in every case: every schedule of at most one
# fault, if the case has as many, and one random world of each case that has
# some.  Nothing may be found wrong.
#
# Use a build without the sanitizers.  JOBS seeds at a time; LABS=1,2: only
# these labs.  Exit 1 if a case was wrong for a seed; then it is shown.

set -u
build=${1:?usage: seeds.sh BUILD-DIRECTORY}
first=${FIRST:-1}
last=$((first + ${SEEDS:-10} - 1))
jobs=${JOBS:-$(nproc)}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# grade SEED OPTION...
grade() {
    seed=$1
    shift
    "$build/bin/grade" --nodes "$build/node-solution" --ascii --jobs 1 \
        --faults 1 --seed "$seed" "$@"
}

# What schedules and worlds a report speaks of, added to those of others.
sum() {
    awk '{ for (i = 2; i <= NF; i++) gsub(",", "", $i) }
        $4 == "the" && $6 == "without" { schedules++ }
        $4 == "all" && $6 == "schedules" { schedules += $5 }
        $5 == "random" { worlds += $4; faults += $9 }
        END { print schedules + 0, worlds + 0, faults + 0 }' "$@"
}

# Every JOBS-th seed, from the nth on.
worker() {
    for seed in $(seq $((first + $1 - 1)) "$jobs" "$last"); do
        if grade "$seed" ${LABS:+--lab "$LABS"} >"$work/out.$1" 2>&1; then
            sum "$work/out.$1" >>"$work/passed.$1"
        else
            echo "seed $seed:"
            cat "$work/out.$1"
        fi
    done
}

# A seed that changed nothing would prove nothing.
for seed in 1 2; do
    grade "$seed" --test lab3.double-debit --traces "$work/$seed" \
        >"$work/out" || { cat "$work/out"; exit 1; }
done
if cmp -s "$work"/[12]/lab3.double-debit.jsonl; then
    echo "seeds.sh: two seeds, and the same trace of lab3.double-debit"
    exit 1
fi

for n in $(seq "$jobs"); do
    : >"$work/passed.$n"
    worker "$n" &
done
wait
cat "$work"/passed.* | awk -v all=$((last - first + 1)) '
    { schedules += $1; worlds += $2; faults += $3 }
    END { print NR " of " all " seeds: nothing is wrong in " schedules + 0 \
              " runs and " worlds + 0 " random worlds with " faults + 0 \
              " faults"
          exit NR != all }'
