#!/bin/sh
# run.sh BUILD - what the viewer costs for a long trace.
#
# A run of two hosts that send back and forth leaves a trace of EVENTS=1000000
# events.  The viewer types keys and draws each screen, as on a terminal, but
# with --dump; each line is the processor time of the fastest of ROUNDS=3,
# first of opening alone, then what the keys took on top of it.
set -u
build=${1:?usage: run.sh BUILD}
events=${EVENTS:-1000000}
rounds=${ROUNDS:-3}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
trace=$work/trace.jsonl

echo "a trace of $events events"
"$build/bin/netsim" run --quiet --programs "$build/node" \
    --host "client ping server 2049 $((events / 4))" \
    --host 'server ping - 2049' --link '* delay 10us' \
    --trace "$trace" || exit 2

# spent KEYS: milliseconds of processor time, and kilobytes, of the fastest.
spent() {
    for _ in $(seq "$rounds"); do
        command time -f '%U %S %M' -o "$work/time" \
            "$build/bin/view" --dump --keys "$1" "$trace" > "$work/screen" ||
            exit 2
        awk '{ printf "%d %d\n", ($1 + $2) * 1000, $3 }' "$work/time"
    done | sort -n | head -1
}

open=$(spent '')
printf '%-34s %8s ms, %s MB\n' "open" "${open% *}" "$((${open#* } / 1024))"
row() {
    all=$(spent "$2")
    printf '%-34s %+8d ms\n' "$1" $((${all% *} - ${open% *}))
}
row "the last event (G)" G
row "a hundred pages (100 Space)" "$(printf '%100s' '')"
row "search that finds one (/#$((events / 4)))" "/#$((events / 4))<Enter>"
row "search that finds nothing" '/nothing<Enter>'
row "filter (&#$((events / 4)))" "&#$((events / 4))<Enter>"
row "causes, both ways (ccc)" 'ccc'
row "statistics (i)" i
