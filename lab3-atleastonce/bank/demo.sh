#!/bin/sh
# demo.sh BUILD SEED - the bank, twice: simulated over a bad network, then as
# two real processes over loopback.  One source, two worlds.
set -eu
build=$1
seed=$2
world=lab3-atleastonce/bank/demo.world
tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

# The client's operations stand in one place: the world file.
ops=$(sed -n 's/^host client bank-client server:20049 //p' "$world")

echo "Simulated, seed $seed: $(sed -n 's/^link client<->server //p' "$world")"
echo
"$build/bin/netsim" run --programs "$build/node-solution" --seed "$seed" \
    --output client "$world" > "$tmp/run" || { cat "$tmp/run"; exit 1; }
"$build/bin/netsim" run --programs "$build/node-solution" --seed "$seed" \
    --quiet --output client "$world" > "$tmp/simulated"
# The diagram, without what the client printed after it.
head -n -"$(wc -l < "$tmp/simulated")" "$tmp/run"
echo
echo "What the simulated client printed:"
sed 's/^/    /' "$tmp/simulated"
echo

: > "$tmp/server" # there before anyone reads it
"$build/real-solution/bank-server" 127.0.0.1:0 > "$tmp/server" &
server=$!
port=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    port=$(sed -n 's/.*serving on 127.0.0.1:\([0-9]*\).*/\1/p' "$tmp/server")
    [ -n "$port" ] && break
    sleep 0.1
done
[ -n "$port" ] || { echo "demo: the real server did not start" >&2; exit 1; }
# shellcheck disable=SC2086 # one word an argument
"$build/real-solution/bank-client" "127.0.0.1:$port" $ops > "$tmp/real"
echo "What the real client printed (two processes, UDP over loopback):"
sed 's/^/    /' "$tmp/real"
echo
if cmp -s "$tmp/simulated" "$tmp/real"; then
    echo "Both worlds print the same balances."
else
    echo "The balances differ: the bad network made the server execute a"
    echo "call twice.  That is what at-least-once means; lab 4 mends it."
fi
