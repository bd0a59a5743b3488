#!/bin/sh
# run.sh BUILD - how fast the simulator is here, and beside it SimGrid and
# ns-3, where they are installed.
#
# Figures of a shared machine differ by a factor from one minute to the next:
# each round runs all of them one after the other, on the same core, and what
# is compared is the rates of one round.
set -eu
build=$1
rounds=${ROUNDS:-5}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The first core that this process may use.
core=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')

# ---- what there is -------------------------------------------------------

peers=
have() { # NAME HEADER
    if echo "#include <$2>" | ${CXX:-g++} -fsyntax-only -x c++ - \
        2> /dev/null; then
        ${MAKE:-make} -s SAN=0 "$build/bin/bench-$1"
        peers="$peers $1"
    else
        echo "$1 is not installed, and not compared with;" \
            "\"make setup-bench\" installs it"
    fi
}
have SimGrid simgrid/s4u.hpp
have ns-3 ns3/point-to-point-module.h

# ---- the ping-pong -------------------------------------------------------

# rate NAME - messages per second of processor time, in one run.  The others
# are given less to do, for they take longer.
rate() {
    case $1 in
    netsim)
        set -- "$build/bin/netsim" run --programs "$build/node" --quiet \
            --stats --link '* delay 10us' --host 'server ping - 7' \
            --host 'client ping server 7 1000000'
        ;;
    SimGrid) # the fastest it has, of contexts and of networks
        set -- "$build/bin/bench-SimGrid" --log=root.thres:error \
            --cfg=contexts/factory:raw --cfg=network/model:Constant 200000
        ;;
    ns-3)
        set -- "$build/bin/bench-ns-3" 200000
        ;;
    esac
    taskset -c "$core" "$@" > "$tmp/out" 2>&1 || { cat "$tmp/out"; exit 1; }
    sed -n 's/.*[: ]*\<\([0-9]*\) [a-z]* a second$/\1/p' "$tmp/out"
}

# Of the numbers on stdin: the median, the least, the greatest.
summary() {
    sort -n | awk '
        { x[NR] = $1 }
        END {
            half = int((NR + 1) / 2)
            print NR % 2 ? x[half] : (x[half] + x[half + 1]) / 2, x[1], x[NR]
        }'
}

commas() { # each number on stdin as 1,234,567
    sed -e ':again' -e 's/\([0-9]\)\([0-9]\{3\}\)\>/\1,\2/' -e 't again'
}

round=1
while [ "$round" -le "$rounds" ]; do
    for name in netsim $peers; do
        rate "$name" >> "$tmp/$name"
    done
    round=$((round + 1))
done

echo "messages a second: two hosts in a ping-pong, no trace; core $core," \
    "$rounds rounds in turn, median (range)"
for name in netsim $peers; do
    summary < "$tmp/$name" | commas | {
        read -r median low high
        printf '    %-8s %10s  (%s to %s)\n' "$name" "$median" "$low" "$high"
    }
done
for name in $peers; do
    paste "$tmp/netsim" "$tmp/$name" | awk '{ printf "%.1f\n", $1 / $2 }' |
        summary | {
        read -r median low high
        echo "    netsim is $median times as fast as $name ($low to $high)"
    }
done

# ---- ten thousand hosts --------------------------------------------------

hosts=${HOSTS:-10000}
{
    echo 'link * delay 10us'
    echo 'host server ping - 7'
    seq "$hosts" | sed 's/.*/host c& ping server 7 10/'
} > "$tmp/many.world"
echo "a world of $hosts clients that ask one server 10 times each:"
for _ in 1 2 3; do
    taskset -c "$core" "$build/bin/netsim" run --programs "$build/node" \
        --quiet --stats "$tmp/many.world" 2>&1 | sed 's/^netsim: /    /'
done
