#!/bin/sh
# tshark.sh BUILD export|capture - what Wireshark's tshark, which none of us
# has written, makes of our messages: RPC, each call and each reply.
#
#   export    of a simulated run that `netsim export` has written as packets
#   capture   of packets that real programs have exchanged over loopback
#
# Exit status 77: not tested, and why.
set -u
build=$1
what=$2
tmp=$(mktemp -d)
pids=
finish() {
    # shellcheck disable=SC2086 # one word a process
    [ -z "$pids" ] || kill $pids 2> /dev/null
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() { # WHAT FILE ...
    echo "tshark: $1"
    shift
    for f in "$@"; do
        echo "$f:"
        cat "$f"
    done
    exit 1
}

skip() {
    echo "not tested: $1"
    exit 77
}

command -v tshark > /dev/null ||
    skip "there is no tshark (\"make setup\" installs it)"

# One line a packet: number, 0 call or 1 reply, program, procedure; a copy's
# original, for calls and for replies; checksums of IP and UDP (1: right).
# Wireshark leaves programs alone that it does not know, unless it is told; and
# of a TCP stream since version 4.2 another guess comes before "RPC".
packets() { # FILE OPTION ...
    f=$1
    shift
    tshark -n -d tcp.port==20049,rpc -o rpc.dissect_unknown_programs:TRUE \
        -o ip.check_checksum:TRUE \
        "$@" -r "$f" -T fields -E separator='|' -E occurrence=f \
        -e frame.number -e rpc.msgtyp -e rpc.program -e rpc.procedure \
        -e rpc.call.dup -e rpc.reply.dup -e ip.checksum.status \
        -e udp.checksum.status 2> "$tmp/tshark.err" ||
        fail "tshark cannot read $f" "$tmp/tshark.err"
}

# The calls of $bank as tshark must see them: program 536870915 (0x20000003),
# procedures 1 open, 2 deposit, 3 debit, 4 balance.  The fourth request is a
# second copy of the third, and so is its reply.
bank="open alice deposit alice 100 debit alice 10 balance alice"
cat > "$tmp/bank" << END
1|0|536870915|1||
2|1|536870915|1||
3|0|536870915|2||
4|1|536870915|2||
5|0|536870915|3||
6|1|536870915|3||
7|0|536870915|3|5|
8|1|536870915|3||6
9|0|536870915|4||
10|1|536870915|4||
END

# Two calls of WordCount over TCP, which repeats nothing that RPC can see.
cat > "$tmp/wordcount" << END
1|0|536870914|1||
2|1|536870914|1||
3|0|536870914|1||
4|1|536870914|1||
END

# The packets that are RPC, numbered from 1, must be those.
compare() { # WANTED FILE OPTION ...
    want=$1
    shift
    packets "$@" -Y rpc > "$tmp/packets"
    # A copy is of a packet that has a number of its own: say which RPC it is.
    cut -d '|' -f 1-6 "$tmp/packets" | awk -F '|' -v OFS='|' '
        { n[$1] = NR; $1 = NR; if ($5) $5 = n[$5]; if ($6) $6 = n[$6]; print }
    ' > "$tmp/got"
    cmp -s "$want" "$tmp/got" ||
        fail "other calls and replies than there were" "$want" "$tmp/got"
}

cat > "$tmp/bank.world" << END
host server bank-server 0.0.0.0:20049
host client bank-client server:20049 $bank
link * delay 10ms
limit 60s
END
cat > "$tmp/wordcount.world" << END
host server wordcount-server 0.0.0.0:20049
host client wordcount-client server:20049 "one two two" "three"
link * delay 10ms
END

# All packets of that world.
export_packets() { # NAME OPTION ...
    world=$tmp/$1.world
    shift
    "$build/bin/netsim" run --programs "$build/node-solution" --quiet \
        --trace "$tmp/trace" "$@" "$world" > "$tmp/log" 2>&1 ||
        fail "the simulation failed" "$tmp/log"
    "$build/bin/netsim" export --pcapng "$tmp/packets.pcapng" "$tmp/trace" ||
        fail "the trace cannot be exported"
}

simulated() {
    export_packets bank --schedule 'drop server->client #3'
    compare "$tmp/bank" "$tmp/packets.pcapng" -o udp.check_checksum:TRUE
    [ "$(cut -d '|' -f 7,8 "$tmp/packets" | sort -u)" = "1|1" ] ||
        fail "wrong checksums" "$tmp/packets"
    # Names, and what became of the packets.
    tshark -N n -r "$tmp/packets.pcapng" -T fields -e ip.src_host \
        -e ip.dst_host -e frame.interface_name -e frame.comment \
        -Y 'frame.comment contains "lost"' > "$tmp/lost" 2> /dev/null
    printf '%s\t%s\t%s\t%s\n' server client server \
        '#6 = 90,lost (drop server->client #3)' > "$tmp/want"
    cmp -s "$tmp/want" "$tmp/lost" ||
        fail "the lost reply is not named" "$tmp/want" "$tmp/lost"

    # Of what tshark says about TCP nothing but that a segment came again.
    export_packets wordcount --schedule 'drop server->client #2'
    tshark -n -o tcp.check_checksum:TRUE -r "$tmp/packets.pcapng" -T fields \
        -e tcp.checksum.status -e _ws.expert.message > "$tmp/tcp" 2> /dev/null
    cut -f 1 "$tmp/tcp" | sort -u | grep -qx 1 &&
        [ "$(grep -c 'retransmission' "$tmp/tcp")" = 1 ] &&
        ! grep -q 'unseen\|not captured\|Out-Of-Order' "$tmp/tcp" ||
        fail "tshark finds fault with our TCP" "$tmp/tcp"
    export_packets wordcount
    compare "$tmp/wordcount" "$tmp/packets.pcapng"
}

# Wait until a line of the file has the pattern; $found is its first group.
wait_for() { # FILE PATTERN
    n=0
    while [ $n -lt 100 ]; do
        found=$(sed -n "s/$2/\1/p" "$1" | head -1)
        [ -n "$found" ] && return
        sleep 0.1
        n=$((n + 1))
    done
    fail "no \"$2\" in time" "$1"
}

# What is sent to and from that port from now on goes to $tmp/lo.pcapng.
capture() { # udp|tcp PORT
    : > "$tmp/dumpcap"
    rm -f "$tmp/lo.pcapng"
    dumpcap -q -i lo -f "$1 port $2" -w "$tmp/lo.pcapng" 2> "$tmp/dumpcap" &
    capture=$!
    n=0
    until grep -q '^File:' "$tmp/dumpcap"; do
        kill -0 "$capture" 2> /dev/null && [ $n -lt 100 ] ||
            skip "packets of lo cannot be captured: $(head -1 "$tmp/dumpcap")"
        sleep 0.1
        n=$((n + 1))
    done
    pids="$pids $capture"
}

# Packets reach the file a little later.
end_capture() { # HOW MANY MESSAGES OF RPC, DECODE AS
    n=0
    until [ "$(tshark -o rpc.dissect_unknown_programs:TRUE -d "$2" -Y rpc \
        -r "$tmp/lo.pcapng" 2> /dev/null | wc -l)" -ge "$1" ] ||
        [ $n -ge 50 ]; do
        sleep 0.1
        n=$((n + 1))
    done
    kill -INT "$capture"
    wait "$capture" 2> /dev/null
}

# The reply to the debit gets lost in a proxy, so that the copies are real.
captured_bank() {
    : > "$tmp/server"
    : > "$tmp/proxy"
    "$build/real-solution/bank-server" 127.0.0.1:0 > "$tmp/server" &
    pids="$pids $!"
    wait_for "$tmp/server" '.*serving on \(127.0.0.1:[0-9]*\).*'
    "$build/bin/netsim" proxy --listen udp:0 --to "$found" \
        --schedule 'drop server->client #3' "$tmp/bank.world" \
        > "$tmp/proxy" 2>&1 &
    pids="$pids $!"
    wait_for "$tmp/proxy" '.*client at 127.0.0.1:\([0-9]*\).*'
    capture udp "$found"
    # shellcheck disable=SC2086 # one word an argument
    "$build/real-solution/bank-client" "127.0.0.1:$found" $bank \
        > "$tmp/client"
    grep -qx 'balance alice: 80' "$tmp/client" ||
        fail "Alice has not paid twice" "$tmp/client"
    # The lost reply was on no wire that we see: so there is no copy of it.
    awk -F '|' -v OFS='|' '$1 != 6 { $1 = ++n; $6 = ""; print }' \
        "$tmp/bank" > "$tmp/want"
    end_capture 9 "udp.port==$found,rpc"
    compare "$tmp/want" "$tmp/lo.pcapng" -d "udp.port==$found,rpc"
}

captured_wordcount() {
    : > "$tmp/server"
    "$build/real-solution/wordcount-server" 127.0.0.1:0 > "$tmp/server" &
    pids="$pids $!"
    wait_for "$tmp/server" '.*serving on 127.0.0.1:\([0-9]*\).*'
    capture tcp "$found"
    "$build/real-solution/wordcount-client" "127.0.0.1:$found" \
        "one two two" "three" > "$tmp/client"
    grep -qx 'three: three 1' "$tmp/client" ||
        fail "the words were not counted" "$tmp/client"
    end_capture 4 "tcp.port==$found,rpc"
    compare "$tmp/wordcount" "$tmp/lo.pcapng" -d "tcp.port==$found,rpc"
}

case $what in
export)
    simulated
    echo "tshark knows each call and reply of simulated programs"
    ;;
capture)
    command -v dumpcap > /dev/null || skip "there is no dumpcap"
    captured_bank
    captured_wordcount
    echo "tshark knows each call and reply of real programs"
    ;;
*)
    echo "tshark: what is \"$what\"?" >&2
    exit 2
    ;;
esac
