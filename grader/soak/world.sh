# world.sh - the world of soak.sh: a server, a proxy and three clients as real
# processes, and what happens to them.  Of the caller: build seed who fail()'s
# readers, and for each service a function that starts a client.

top=$(mktemp -d "$build/soak.XXXXXX")
network='loss 10% delay 2ms 1ms duplicate 10% reorder 10%'
server_pid='' proxy_pid='' client_pids='' # client_pids: "1=4711 3=4713"
random=$seed
name=soak
# Leaks are for other tests: the search for them complains if it is killed.
export ASAN_OPTIONS="detect_leaks=0:${ASAN_OPTIONS:-}"

finish() {
    for p in $server_pid $proxy_pid $(clients); do
        kill -9 "$p"
        wait "$p"
    done 2> /dev/null
    [ -z "$top" ] || rm -rf "$top"
}
trap finish EXIT
trap 'echo "soak: interrupted"; exit 130' INT TERM

fail() { # SENTENCE FILE ...
    echo "FAIL $name: $1"
    shift
    for f in "$@"; do
        echo "the end of $f:"
        tail -n 15 "$f"
    done
    echo "Everything is left in $top: journals, output, the proxy's trace"
    top=
    exit 1
}

# A number below N.  The low bits of such a generator are bad: the upper ones.
draw() { # N
    random=$(((random * 1103515245 + 12345) % 2147483648))
    drawn=$((random / 65536 % $1))
}

# ---- processes -----------------------------------------------------------

clients() {
    for c in $client_pids; do
        echo "${c#*=}"
    done
}

# Of TELLER, or nothing.
client_pid() {
    for c in $client_pids; do
        [ "${c%=*}" != "$1" ] || echo "${c#*=}"
    done
}

set_client_pid() { # TELLER PID: or nothing, if it has none any more
    rest=
    for c in $client_pids; do
        [ "${c%=*}" = "$1" ] || rest="$rest $c"
    done
    client_pids="$rest${2:+ $1=$2}"
}

is_alive() {
    [ -n "$1" ] && kill -0 "$1" 2> /dev/null
}

# Nobody else gets a port below the system's own while the server is down.
start_server() {
    "$@" "127.0.0.1:$server_port" $accounts \
        > "$dir/server.out" 2> "$dir/server.err" &
    server_pid=$!
}

# Until FILE has a line with WORDS in it, or the process is gone.
wait_for() { # FILE WORDS PID
    n=0
    until grep -qs "$2" "$1"; do
        is_alive "$3" && [ $n -lt 100 ] || return 1
        sleep 0.1
        n=$((n + 1))
    done
}

start_server_somewhere() {
    server_port=$((20000 + $$ % 9000))
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        start_server "$@"
        wait_for "$dir/server.out" 'serving on' "$server_pid" && return
        grep -q 'cannot serve on' "$dir/server.err" || break
        server_port=$((server_port + 1))
    done
    fail "the server does not start" "$dir/server.err"
}

start_proxy() {
    "$build/bin/netsim" proxy --listen udp:0 --seed "$seed" \
        --to "localhost:$server_port" --link "client<->server $network" \
        --trace "$dir/trace" > "$dir/proxy" 2>&1 &
    proxy_pid=$!
    wait_for "$dir/proxy" 'client at' "$proxy_pid" ||
        fail "the proxy does not start" "$dir/proxy"
    proxy_port=$(sed -n 's/.*client at [^:]*:\([0-9]*\).*/\1/p' "$dir/proxy")
}

# ---- what happens --------------------------------------------------------

kill_now() { # PID
    kill -9 "$1"
    wait "$1" 2> /dev/null
    kills=$((kills + 1))
}

# The server is down until the next moment, or a few more.
happen() {
    draw 24
    case $drawn in
    0 | 1 | 2 | 3)
        is_alive "$server_pid" || return
        kill_now "$server_pid"
        server_kills=$((server_kills + 1))
        server_pid=
        ;;
    4 | 5 | 6 | 7 | 8 | 9)
        p=$(client_pid $((drawn / 2 - 1)))
        is_alive "$p" || return
        kill_now "$p"
        set_client_pid $((drawn / 2 - 1)) ''
        ;;
    10)
        kill -STOP "$server_pid" 2> /dev/null || return
        sleep 0.4
        kill -CONT "$server_pid"
        stops=$((stops + 1))
        ;;
    esac
}

# Those that were killed start again at once; those that have come to an end
# only if they are to GO ON.
care_for_clients() { # start function, go on: yes or no
    for i in $who; do
        p=$(client_pid "$i")
        ! is_alive "$p" || continue
        if [ -n "$p" ]; then
            wait "$p" 2> /dev/null
            end_client "$i" $?
            set_client_pid "$i" ''
            echo $(($(cat "$dir/runs.$i") + 1)) > "$dir/runs.$i"
            touch "$dir/between.$i"
        fi
        if [ -e "$dir/between.$i" ]; then
            [ "$2" = yes ] || continue
            rm "$dir/between.$i"
        fi
        "$1" "$i"
        set_client_pid "$i" "$pid"
    done
}

care_for_server() {
    if [ -z "$server_pid" ]; then
        draw 2
        [ "$drawn" -eq 1 ] || return
        start_server "$@"
    elif ! is_alive "$server_pid"; then
        wait "$server_pid"
        fail "the server has ended by itself with $?" "$dir/server.err"
    fi
}

pass_time() {
    draw 90
    sleep "0.$(printf %03d $((10 + drawn)))"
}

# How much was done, each few seconds.
show_progress() {
    now=$(date +%s)
    [ $((now - shown)) -ge 5 ] || return
    shown=$now
    echo "  $name, $((now - started)) s: $(cat "$dir"/out.* | wc -l) replies," \
        "$kills kills"
}

# ---- a service -----------------------------------------------------------

all_between() {
    for i in $who; do
        [ -e "$dir/between.$i" ] || return 1
    done
}

# Trouble for SECONDS, and until both a server and a client were killed; then
# until each client's work is done.  CLIENT starts one, SERVER ... is the
# server's command but for its address and $accounts.
soak() { # NAME SECONDS CLIENT SERVER ...
    name=$1 seconds_of=$2 client=$3
    shift 3
    dir=$top/$name
    mkdir "$dir"
    kills=0 server_kills=0 stops=0 client_pids=''
    for i in $who; do
        echo 0 > "$dir/runs.$i"
        : > "$dir/out.$i"
        : > "$dir/err.$i"
        touch "$dir/between.$i"
    done
    start_server_somewhere "$@"
    start_proxy
    started=$(date +%s) shown=$started
    while [ $(($(date +%s) - started)) -lt "$seconds_of" ] ||
        [ $server_kills -eq 0 ] || [ $kills -eq $server_kills ]; do
        care_for_clients "$client" yes
        care_for_server "$@"
        pass_time
        happen
        show_progress
    done
    [ -n "$server_pid" ] || start_server "$@"
    while ! all_between; do
        care_for_clients "$client" no
        care_for_server "$@"
        pass_time
        show_progress
        [ $(($(date +%s) - started - seconds_of)) -lt 60 ] ||
            fail "nobody is killed any more, and yet a client does not end" \
                "$dir"/out.*
    done
}

# What is left of a service is ended; how it went, in a line.
report() { # SENTENCE
    kill -INT "$proxy_pid"
    wait "$proxy_pid" || fail "the proxy ended with $?" "$dir/proxy"
    proxy_pid=
    kill -9 "$server_pid"
    wait "$server_pid" 2> /dev/null
    server_pid=
    sent=$(grep '"ev":"send".*"src":"client"' "$dir/trace" |
        sed 's/.*"bytes":"\([0-9a-f]*\)".*/\1/' | sort | uniq -c |
        awk '{ n += $1 } END { print n - NR " of " n }')
    lost=$(sed -n 's/^ .* \([0-9]*\) lost.*/\1/p' "$dir/proxy" |
        awk '{ n += $1 } END { print n + 0 }')
    echo "$name: $1"
    echo "  $answered replies; server killed $server_kills times and stopped" \
        "$stops times, clients killed $((kills - server_kills)) times"
    echo "  $sent requests were retransmissions, $lost datagrams lost"
}
