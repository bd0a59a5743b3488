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

# ---- beside sngrep --------------------------------------------------------

# A viewer of SIP on terminals, which has to have SIP: one long dialog, opened
# by both, of EVENTS at last, for which it has PATIENCE=300 s.  It needs IPv4 under another number than pcapng has for it.
if ! command -v sngrep > /dev/null || ! command -v editcap > /dev/null; then
    echo "sngrep, or editcap, is not here: make setup-bench"
    exit 0
fi

# fastest COMMAND ...: milliseconds of processor time, at most PATIENCE.
PATIENCE=${PATIENCE:-300}
fastest() {
    for _ in $(seq "$rounds"); do
        command time -f '%U %S' -o "$work/time" timeout "$PATIENCE" "$@" \
            > "$work/screen" 2>&1
        awk 'END { printf "%d\n", ($1 + $2) * 1000 }' "$work/time"
        tail -1 "$work/time" | awk '{ exit $1 + $2 > 20 }' || break
    done | sort -n | head -1
}

printf '%-34s %8s %8s %8s\n' "open one dialog of SIP, ms" view sngrep ratio
for messages in 1000 10000 50000 $((events / 2)); do
    "$build/bin/netsim" run --quiet --programs "$build/node" \
        --host "client sip server 5060 $((messages / 2))" \
        --host 'server sip - 5060' --link '* delay 10us' \
        --trace "$work/sip.jsonl" || exit 2
    "$build/bin/netsim" export --to pcapng --output "$work/ipv4.pcapng" \
        "$work/sip.jsonl" || exit 2
    editcap -F pcap -T rawip "$work/ipv4.pcapng" "$work/sip.pcap" || exit 2
    ours=$(fastest "$build/bin/view" --dump "$work/sip.jsonl")
    theirs=$(fastest sngrep -q -N -I "$work/sip.pcap")
    printf '  %-32s %8d %8d %8s\n' "$messages messages" "$ours" "$theirs" \
        "$(awk -v a="$theirs" -v b="$ours" \
            'BEGIN { if (b > 0) printf "%.1f", a / b; else print "-" }')"
done
