#!/bin/sh
# run.sh BUILD - how fast schedules are tried here.  Figures of a shared
# machine differ by a factor from one minute to the next: five times.
set -eu
build=$1

echo "schedules a second: the bank, all oracles, one core"
for _ in 1 2 3 4 5; do
    printf '    '
    "$build/bin/bench-explore" "$build/node-solution" 2
done
