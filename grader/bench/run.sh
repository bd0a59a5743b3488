#!/bin/sh
# run.sh BUILD - how fast the simulator is here.  Figures of a shared machine
# differ by a factor from one minute to the next: each is run five times.
set -eu
build=$1

echo "messages a second: two programs in a ping-pong, no trace, one core"
for _ in 1 2 3 4 5; do
    "$build/bin/netsim" run --programs "$build/node" --quiet --stats \
        --link '* delay 10us' --host 'server ping - 7' \
        --host 'client ping server 7 1000000' 2>&1 |
        sed 's/^netsim: /    /'
done
echo "schedules a second: the bank, all oracles, one core"
for _ in 1 2 3 4 5; do
    printf '    '
    "$build/bin/bench-explore" "$build/node-solution" 2
done
