#!/bin/sh
# run.sh BUILD - how fast schedules are covered here, in each mode.  Figures
# of a shared machine differ by a factor from one minute to the next: compare
# those of one run, and look at three.
set -eu
build=$1

echo "schedules covered a second, on one core:"
for world in lab3/bank lab3/two-clients; do
    for _ in 1 2 3; do
        "$build/bin/bench-explore" --nodes "$build/node-solution" \
            --world "$world.world"
    done
done
