#!/bin/sh
# tsan.sh CC - data races in RPC over TCP: the thread sanitizer looks at real
# programs, where threads run at once and are interrupted anywhere.  In a
# student's copy, which has no solution, they are the student's.
set -u
cc=$1
lab=lab2-stubs
tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$tmp"' EXIT
bad=0
solution=/solution
[ -d lab1-sockets/solution ] || solution=

# The sanitizer wants its memory where it expects it.
run=
setarch -R true 2> /dev/null && run='setarch -R'

build() { # NAME
    "$cc" -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I. -g -O1 \
        -fsanitize=thread -o "$tmp/$1" "$lab/wordcount/${1}_main.c" \
        $lab/wordcount/wordcount*.c $lab/wordcount/async.c $lab/tcp/*.c \
        $lab/rpclib/*.c $lab$solution/xdr.c $lab$solution/tcp_*.c \
        lab1-sockets$solution/record.c -lpthread || exit 1
}

build server
build client
$run "$tmp/server" 127.0.0.1:0 --slow 1 > "$tmp/said" 2>&1 &
server=$!
port=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    port=$(sed -n 's/.*serving on 127.0.0.1:\([0-9]*\).*/\1/p' "$tmp/said")
    [ -n "$port" ] && break
    sleep 0.1
done
[ -n "$port" ] || { echo "the server did not start"; cat "$tmp/said"; exit 1; }

client() { # STATUS OPTION...
    want=$1
    shift
    texts=$(seq 1 "$texts")
    # shellcheck disable=SC2086 # a word each
    timeout 60 $run "$tmp/client" "127.0.0.1:$port" "$@" -- $texts \
        > "$tmp/client.out" 2>&1
    status=$?
    [ $status -eq "$want" ] && return
    echo "client $*: exit status $status, not $want"
    cat "$tmp/client.out"
    bad=1
}

texts=300 client 0 --async
texts=300 client 0 --threads 8
texts=300 client 0 --threads 8 --timeout 30000
# Others come and go meanwhile, and at last the server goes.
(texts=2000 client 0 --threads 4; exit $bad) &
other=$!
for _ in 1 2 3 4 5; do
    texts=20 client 0 --async
done
wait $other || bad=1
(sleep 1; kill -9 "$server") &
texts=20000 client 1 --threads 8
grep -q 'connection lost; it may have been executed' "$tmp/client.out" ||
    { echo "no call was pending when the server was killed"; bad=1; }
server=
grep 'WARNING: ThreadSanitizer' "$tmp/said" "$tmp/client.out" && {
    cat "$tmp/said"
    bad=1
}
exit $bad
