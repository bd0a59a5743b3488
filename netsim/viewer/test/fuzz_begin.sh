#!/bin/sh
# fuzz_begin.sh DIR - where fuzzing of the viewer begins: each trace of the
# tests with the keys of each screen.
set -eu
mkdir -p "$1"
n=0
for trace in netsim/trace/test/*.jsonl; do
    for keys in 'Jjjoe%' ' jdnN=' '/debit
nN' '&#1
qG' 'fszzzlHU><' 'cccp!|\L' ':t 10
mag'"'"'aiq?'; do
        n=$((n + 1))
        { printf 'P\170\r%s\000' "$keys"; cat "$trace"; } > "$1/$n"
    done
done
