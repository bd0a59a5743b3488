#!/bin/sh
# run.sh BUILD - what a remote procedure call costs on this machine: the table
# of the lecture, and beside it sockets alone and libtirpc.
#
# All of it runs on one core.  On two, a call waits most of the time for a core
# that has gone to sleep, and that is what would be measured.
set -eu
build=$1
rounds=${ROUNDS:-25}
world=lab2-stubs/bench/wide.world

# The first core that this process may use.
core=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')

# A wide area network is simulated: the time of a call is virtual there.
wide=$("$build/bin/netsim" run --programs "$build/node-solution" --quiet \
    --trace - "$world" | sed -n \
    -e 's/^{"t":\([0-9]*\),.*"name":"call".*/\1/p' \
    -e 's/^{"t":\([0-9]*\),.*"name":"return".*/\1/p' |
    awk '{ t[NR] = $1 } END { print t[2] - t[1] }')

echo "core $core, $rounds rounds"
taskset -c "$core" "$build/bin/bench-rpc" "$rounds" "$wide"
