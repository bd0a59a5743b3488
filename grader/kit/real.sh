#!/bin/sh
# real.sh BUILD REAL WORLD SEED - a world with real programs: its server and
# its client from the directory REAL, and between them a proxy that treats what
# they send as the world's links do.  Of the environment: DEVIATIONS, a
# schedule for the proxy, and LINK, a rule of a link besides.
#
# All three write to this terminal, each line with the name of whose it is.
# First the commands are shown, for those who want a terminal for each.  Ends
# when the client does, or by Ctrl-C; nothing is left running.
set -u
build=$1 real=$2 world=$3 seed=$4
tmp=$(mktemp -d) || exit 2
server='' proxy='' client=''
LINK=${LINK:-} DEVIATIONS=${DEVIATIONS:-}

# The proxy says at an interrupt how much it was; the others, which a shell has
# started in the background, do not hear one.
end() {
    for p in $client $server; do
        kill -TERM "$p" 2> /dev/null
    done
    [ -z "$proxy" ] || kill -INT "$proxy" 2> /dev/null
    for p in $client $proxy $server; do
        n=0
        while kill -0 "$p" 2> /dev/null && [ $n -lt 20 ]; do
            sleep 0.05
            n=$((n + 1))
        done
        kill -KILL "$p" 2> /dev/null
        wait "$p" 2> /dev/null
    done
    client='' proxy='' server=''
    wait # for what they have said last
}
trap 'end; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM HUP

fail() {
    end
    echo "real: $1" >&2
    exit "${2:-1}"
}

# ---- what the world says -------------------------------------------------

[ -r "$world" ] || fail "there is no world $world" 2
# host NAME PROGRAM ARGUMENT...: who serves, and the first that talks to it.
server_line=$(sed -n 's/^host server //p' "$world" | head -1)
client_line=$(sed -n '/ server:[0-9]/s/^host //p' "$world" | head -1)
[ -n "$server_line" ] && [ -n "$client_line" ] ||
    fail "$world has no host server and a client of it" 2
name=${client_line%% *}
client_line=${client_line#* }
port=$(echo "$server_line" | sed -n 's/.* 0\.0\.0\.0:\([0-9]*\).*/\1/p')
# Over TCP are labs 1 and 2.
case $world in
*lab[12]/*) kind=tcp ;;
*) kind=udp ;;
esac

# A program and its arguments, as the shell reads them: with an address for
# the one that stands in the world.
at() { # LINE ADDRESS
    echo "$PWD/$real/$1" | sed "s/0\.0\.0\.0:$port\|server:$port/$2/"
}

# ---- by hand -------------------------------------------------------------

by_hand() {
    echo "The same by hand, in three terminals:"
    echo "    $real/$server_line" |
        sed "s/0\.0\.0\.0:$port/127.0.0.1:$port/"
    echo "    $build/bin/netsim proxy --listen $kind:$((port + 1))" \
        "--to localhost:$port --client $name$options $world"
    echo "    $real/$client_line" | sed "s/server:$port/127.0.0.1:$((port + 1))/"
    echo
}

# The proxy's options, as they are shown, and as they are given.
options=" --seed $seed"
set -- --seed "$seed"
if [ -n "$LINK" ]; then
    options="$options --link '$LINK'"
    set -- "$@" --link "$LINK"
fi
if [ -n "$DEVIATIONS" ]; then
    options="$options --schedule '$DEVIATIONS'"
    set -- "$@" --schedule "$DEVIATIONS"
fi

# ---- all three -----------------------------------------------------------

# Shows what comes in by FILE, line by line, and keeps it.
show() { # WHO
    mkfifo "$tmp/$1.pipe"
    # Ctrl-C is for those who write: this ends when they have.
    (
        trap '' INT
        tee "$tmp/$1.log" < "$tmp/$1.pipe" | sed -u "s/^/$(printf '%-6s | ' "$1")/"
    ) &
}

# The port that WHO says it listens at.
port_of() { # WHO WORDS PID
    n=0
    while [ $n -lt 100 ]; do
        found=$(sed -n "s/.*$2 [^ ]*:\([0-9]*\).*/\1/p" "$tmp/$1.log" 2> /dev/null |
            head -1)
        [ -z "$found" ] || return 0
        kill -0 "$3" 2> /dev/null || break
        sleep 0.05
        n=$((n + 1))
    done
    return 1
}

# What programs keep in files is theirs for this time only.
start() { # WHO COMMAND: sets pid
    show "$1"
    (cd "$tmp" && eval "exec $2") > "$tmp/$1.pipe" 2>&1 &
    pid=$!
}

by_hand
start server "$(at "$server_line" 127.0.0.1:0)"
server=$pid
port_of server "serving on" "$server" ||
    fail "the server does not serve: see what it said"
show proxy
"$build/bin/netsim" proxy --listen "$kind:0" --to "localhost:$found" \
    --client "$name" --verbose "$@" "$world" > "$tmp/proxy.pipe" 2>&1 &
proxy=$!
port_of proxy "client at" "$proxy" ||
    fail "the proxy does not start: see what it said"
start client "$(at "$client_line" "127.0.0.1:$found")"
client=$pid
wait "$client"
status=$?
client=
[ $kind = udp ] || sleep 0.1 # the end of the stream is on its way
end
echo "real: the client has ended with exit status $status"
[ $status -eq 0 ]
