#!/bin/sh
# proxy.sh BUILD - the bank as real programs through the proxy, and the same
# bank in the simulator: the same faults and, where the order of what happens
# does not depend on the clock, the same balances.
set -u
build=$1
tmp=$(mktemp -d)
server=
proxy=
finish() {
    [ -z "$proxy" ] || kill "$proxy" 2> /dev/null
    [ -z "$server" ] || kill "$server" 2> /dev/null
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    echo "proxy: $1"
    shift
    for f in "$@"; do
        echo "$f:"
        cat "$f"
    done
    exit 1
}

# The port that a program says it serves on, as soon as it does.
port_in() { # FILE WORDS
    n=0
    while [ $n -lt 100 ]; do
        port=$(sed -n "s/.*$2 127.0.0.1:\([0-9]*\).*/\1/p" "$1" | head -1)
        [ -n "$port" ] && return
        sleep 0.1
        n=$((n + 1))
    done
    fail "no port in time" "$1"
}

world=$tmp/bank.world
ops="open alice deposit alice 100 debit alice 10 balance alice"
cat > "$world" << END
host server bank-server 0.0.0.0:20049
host client bank-client server:20049 $ops
limit 60s
END

real() { # OPTION ...: the bank through the proxy; balances, log, trace
    : > "$tmp/server"
    : > "$tmp/log"
    "$build/real-solution/bank-server" 127.0.0.1:0 > "$tmp/server" &
    server=$!
    port_in "$tmp/server" "serving on"
    ASAN_OPTIONS=detect_leaks=1:halt_on_error=1 \
        "$build/bin/netsim" proxy --listen udp:0 --to "localhost:$port" \
        --trace "$tmp/trace" "$@" "$world" > "$tmp/log" 2>&1 &
    proxy=$!
    port_in "$tmp/log" "client at"
    # shellcheck disable=SC2086 # one word an argument
    "$build/real-solution/bank-client" "127.0.0.1:$port" $ops \
        > "$tmp/balances"
    kill -INT "$proxy"
    wait "$proxy" || fail "the proxy ended with $?" "$tmp/log"
    proxy=
    kill "$server"
    wait "$server" 2> /dev/null
    server=
}

simulated() { # OPTION ...
    "$build/bin/netsim" run --programs "$build/node-solution" --quiet \
        --trace "$tmp/simulated.trace" --output client "$@" "$world" \
        > "$tmp/simulated" 2> /dev/null ||
        fail "the simulation failed" "$tmp/simulated"
}

# "client server 3 loss..." for each datagram: its number and its fate.
fates() { # TRACE
    sed -n '/"ev":"send"/{
        s/.*"src":"\([a-z]*\)","dst":"\([a-z]*\)","nth":\([0-9]*\)/\1 \2 \3 /
        s/,"sport":[0-9]*,"dport":[0-9]*//
        s/,"bytes":"[0-9a-f]*"//
        s/,"dec":[0-9]*//
        p
    }' "$1" | sort
}

# Lossy links: the nth datagram decides alone what comes next.
for seed in 1 2 3; do
    real --seed $seed --link '* loss 30% delay 1ms'
    simulated --seed $seed --link '* loss 30% delay 1ms'
    grep -q "lost (loss 30%)" "$tmp/log" ||
        fail "seed $seed: nothing was lost" "$tmp/log"
    cmp "$tmp/simulated" "$tmp/balances" ||
        fail "seed $seed: other balances" "$tmp/simulated" "$tmp/balances"
    fates "$tmp/simulated.trace" > "$tmp/a"
    fates "$tmp/trace" > "$tmp/b"
    cmp "$tmp/a" "$tmp/b" ||
        fail "seed $seed: other fates" "$tmp/a" "$tmp/b"
done

# All faults at once: how many datagrams there are depends on the clock, but
# not what becomes of the nth.
real --seed 5 --link '* loss 10% delay 10ms 9ms duplicate 30% reorder 30%'
simulated --seed 5 --link '* loss 10% delay 10ms 9ms duplicate 30% reorder 30%'
fates "$tmp/simulated.trace" > "$tmp/a"
fates "$tmp/trace" > "$tmp/b"
awk '{ key = $1 " " $2 " " $3 }
    FNR == NR { fate[key] = $0; next }
    key in fate { both++; if (fate[key] != $0) { print fate[key]; print; bad++ } }
    END { if (bad || both < 6) { print both " compared"; exit 1 } }' \
    "$tmp/a" "$tmp/b" || fail "the nth datagram has another fate"

# One reply is lost: one request is sent again, and Alice pays twice.
real --schedule 'drop server->client #3'
[ "$(grep -c '"ev":"send".*"src":"client"' "$tmp/trace")" -eq 5 ] ||
    fail "not exactly one retransmission" "$tmp/log"
grep -qx 'debit alice 10: 80' "$tmp/balances" ||
    fail "Alice has not paid twice" "$tmp/balances"
"$build/bin/netsim" diagram --ascii "$tmp/trace" > "$tmp/diagram" ||
    fail "the trace cannot be drawn" "$tmp/diagram"
grep -q 'X lost' "$tmp/diagram" && grep -q ' x2 ' "$tmp/diagram" ||
    fail "the diagram does not show the loss" "$tmp/diagram"
echo "the bank through the proxy: same faults, same balances"
