#!/bin/sh
# fuzz_kernel.sh BUILD SECONDS [SEED] - random calls with random arguments on
# hosts that crash, over links that fail; from SEED on (1), one world a seed.
#
# What must hold: the simulator ends well, no sanitizer has anything to say,
# no call fails with an error that its manual page does not have (fuzz.h), and
# the same world leaves the same trace twice.  A world for which this is not
# so stays behind in build/.
set -u
build=$1
seconds=$2
seed=${3:-1}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
end=$(($(date +%s) + seconds))
worlds=0
calls=0

trace() { # FILE
    timeout 60 "$build/bin/netsim" run --programs "$build/node" --quiet \
        --stats --trace "$1" "$tmp/world" > "$tmp/out" 2>&1
}

failed() { # WHY
    kept=build/fuzz-$program-$seed.world
    cp "$tmp/world" "$kept"
    head -40 "$tmp/out"
    sed -n 's/.*"host":"\([^"]*\)".*"text":"\(.*\)"}/\1: \2/p' "$tmp/a" |
        grep -B1 'not in the manual page'
    echo "fuzz: $1: $program, seed $seed; the world is $kept, try"
    echo "    $build/bin/netsim run --programs $build/node --quiet $kept"
    exit 1
}

while [ "$(date +%s)" -lt "$end" ]; do
    for f in netsim/test/node/fuzz_*.c; do
        program=$(basename "$f" .c)
        "$build/bin/randworld" $seed "$program" > "$tmp/world" || exit 1
        trace "$tmp/a" || failed "exit status $?"
        ! grep -qE 'Sanitizer|runtime error' "$tmp/out" ||
            failed "a sanitizer complains"
        n=$(sed -n 's/.* \([0-9]*\) system calls.*/\1/p' "$tmp/out")
        calls=$((calls + n))
        trace "$tmp/b" || failed "exit status $? the second time"
        cmp "$tmp/a" "$tmp/b" > "$tmp/out" || failed "two runs differ"
        worlds=$((worlds + 1))
    done
    seed=$((seed + 1))
done
echo "$worlds worlds, $calls calls: no crash, no wrong error, no difference"
[ "$calls" -gt 1000 ]
