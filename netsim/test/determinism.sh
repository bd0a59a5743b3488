#!/bin/sh
# determinism.sh PLAIN SANITIZED - the same world gives the same trace, byte
# for byte: twice in one build, and in builds with and without sanitizers.
set -u
plain=$1
san=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
seeds=${SEEDS:-20}

trace() { # BUILD SEED FILE
    "$1/bin/netsim" run --programs "$1/node-solution" --seed "$2" --quiet \
        --trace "$3" lab3-atleastonce/bank/demo.world
}

seed=1
while [ "$seed" -le "$seeds" ]; do
    trace "$plain" $seed "$tmp/a" || exit 1
    trace "$plain" $seed "$tmp/b" || exit 1
    trace "$san" $seed "$tmp/c" || exit 1
    [ "$(wc -l < "$tmp/a")" -gt 20 ] || { echo "seed $seed: short"; exit 1; }
    cmp "$tmp/a" "$tmp/b" || { echo "seed $seed: two runs differ"; exit 1; }
    cmp "$tmp/a" "$tmp/c" || { echo "seed $seed: builds differ"; exit 1; }
    seed=$((seed + 1))
done
trace "$plain" 1 "$tmp/a"
trace "$plain" 2 "$tmp/b"
if cmp -s "$tmp/a" "$tmp/b"; then
    echo "seeds 1 and 2 give the same trace: the seed is not used"
    exit 1
fi

# Every rule at once.
cat > "$tmp/faults.world" << 'END'
host server bank-server 0.0.0.0:20049
host a bank-client server:20049 open a deposit a 9 balance a
host b bank-client server:20049 open b deposit b 9 balance b
link *->server delay 10ms 5ms distribution normal loss gemodel 5% 25% rate 64kbit
link server->* delay 9ms 3ms distribution pareto corrupt 5% duplicate 9% limit 5
faults * short 20% interrupt 20% skew -50ppm
faults a interrupt 30% offset 3s skew 300ppm
schedule pause server at 100ms for 30ms; partition a|server at 30ms for 70ms
schedule clock b at 50ms by -1s; power server at 200ms
limit 60s
END
for build in "$plain" "$san"; do
    "$build/bin/netsim" run --programs "$build/node-solution" --quiet \
        --trace "$tmp/$(basename "$build")" "$tmp/faults.world" || exit 1
done
cmp "$tmp/$(basename "$plain")" "$tmp/$(basename "$san")" ||
    { echo "faults by rules: builds differ"; exit 1; }

# So many clients that most share one copy of their program.
{
    cat << 'END'
host server bank-server 0.0.0.0:20049
link * delay 10ms 5ms loss 10%
limit 60s
END
    seq 400 | sed 's/.*/host c& bank-client server:20049 open a& balance a&/'
} > "$tmp/many.world"
for build in "$plain" "$san"; do
    "$build/bin/netsim" run --programs "$build/node-solution" --quiet \
        --trace "$tmp/$(basename "$build")" "$tmp/many.world" || exit 1
done
cmp "$tmp/$(basename "$plain")" "$tmp/$(basename "$san")" ||
    { echo "400 clients: builds differ"; exit 1; }
echo "$seeds seeds, three runs each: identical"
