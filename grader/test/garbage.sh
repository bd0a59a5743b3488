#!/bin/sh
# garbage.sh BUILD - a datagram that is no RPC message is ignored, and said to
# be: a stranger sends one to the server; the client's calls go on.
set -u
build=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

mkdir "$tmp/nodes"
cp "$build"/node-solution/bank-*.so "$build/node/ping.so" "$tmp/nodes"
"$build/bin/netsim" run --programs "$tmp/nodes" --quiet --trace "$tmp/trace" \
    --output client --host 'stranger ping server 20049 1' \
    grader/lab3/bank.world > "$tmp/out" || { cat "$tmp/out"; exit 1; }
cat "$tmp/out"
grep -q '"host":"server".*"name":"ignored".*"40 bytes from 10.0.0.3' \
    "$tmp/trace" || { echo "the server did not say so"; exit 1; }
grep -qx 'balance alice: 90' "$tmp/out" || { echo "calls failed"; exit 1; }
