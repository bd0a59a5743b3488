#!/bin/sh
# random.sh PLAIN SANITIZED N [SEED] - N random worlds, from SEED on (1), each
# run twice and once with sanitizers: the traces are the same, byte for byte.
#
# A world for which this is not so stays behind in build/.  Programs that fail
# by themselves are part of it; what fails by a sanitizer alone is not.
set -u
plain=$1
san=$2
n=$3
seed=${4:-1}
last=$((seed + n))
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
events=0

# One directory of nodes: those of the tests and those of the bank.
for b in "$plain" "$san"; do
    dir=$tmp/$(basename "$b")
    mkdir "$dir"
    for f in "$PWD/$b"/node/*.so "$PWD/$b"/node-solution/bank-*.so; do
        ln -sf "$f" "$dir/"
    done
done

# 0: all is well; 1: a program has failed by itself.
trace() { # BUILD FILE
    timeout 120 "$1/bin/netsim" run --programs "$tmp/$(basename "$1")" \
        --quiet --trace "$2" "$tmp/world" > "$tmp/out" 2>&1
    [ $? -le 1 ] || failed "exit status of $1"
}

failed() { # WHY
    kept=build/random-$seed.world
    cp "$tmp/world" "$kept"
    head -40 "$tmp/out"
    echo "random: $1: seed $seed; the world is $kept"
    exit 1
}

while [ "$seed" -lt "$last" ]; do
    "$plain/bin/randworld" $seed > "$tmp/world" || exit 1
    trace "$plain" "$tmp/a"
    trace "$plain" "$tmp/b"
    cmp "$tmp/a" "$tmp/b" > "$tmp/out" || failed "two runs differ"
    trace "$san" "$tmp/c"
    ! grep -qE 'Sanitizer|runtime error' "$tmp/out" ||
        failed "a sanitizer complains"
    cmp "$tmp/a" "$tmp/c" > "$tmp/out" || failed "builds differ"
    events=$((events + $(wc -l < "$tmp/a")))
    seed=$((seed + 1))
done
echo "$n worlds, $events events, three runs each: identical"
[ "$events" -gt "$n" ]
