#!/bin/sh
# interop.sh BUILD [INTERFACE ...] - our programs and programs that rpcgen and
# libtirpc have made of the same interface: each client with each server.
#
# Exit status 77: not tested, and why.
set -u
build=$1
shift
here=grader/test/interop
tmp=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2> /dev/null
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT TERM

skip() {
    echo "not tested: $1 (\"make setup\" installs it)"
    exit 77
}
command -v rpcgen > /dev/null || skip "there is no rpcgen"
[ -e /usr/include/tirpc/rpc/rpc.h ] || skip "there is no libtirpc-dev"
[ -e /etc/netconfig ] || skip "there is no /etc/netconfig of libtirpc-common"
${MAKE:-make} -s interop-peers > "$tmp/make" 2>&1 || {
    echo "interop: the programs of rpcgen cannot be built"
    cat "$tmp/make"
    exit 1
}

fail() { # WHAT FILE ...
    echo "interop: $1"
    shift
    for f in "$@"; do
        echo "$f:"
        cat "$f"
    done
    exit 1
}

# Start a server, and wait for its port.
start() { # COMMAND ...
    : > "$tmp/server"
    "$@" > "$tmp/server" 2>&1 &
    server=$!
    n=0
    until port=$(sed -n 's/.*serving on 127.0.0.1:\([0-9]*\).*/\1/p' \
        "$tmp/server") && [ -n "$port" ]; do
        kill -0 "$server" 2> /dev/null && [ $n -lt 100 ] ||
            fail "no server: $*" "$tmp/server"
        sleep 0.1
        n=$((n + 1))
    done
}

stop() {
    kill "$server"
    wait "$server" 2> /dev/null
    server=
}

# What must be the same, whoever talks to whom.
same() { # WHO FILE
    if [ -e "$tmp/first" ]; then
        cmp -s "$tmp/first" "$2" || fail "$1: another answer" "$tmp/first" "$2"
    else
        cp "$2" "$tmp/first"
    fi
    echo "  $1: $(wc -l < "$2") lines, all the same"
}

theirs=$build/interop

our() { # PROGRAM: its file
    if [ -e "$tmp/$1" ]; then
        echo "$tmp/$1" # with options
    elif [ -e "$build/real-solution/$1" ]; then
        echo "$build/real-solution/$1"
    else
        echo "$theirs/$1" # for these tests only
    fi
}

# An operation is right only if our client prints what theirs does: clients
# of $1, by the transport $2, with the words in $words.  Ours is given a
# server, theirs a transport and a port.
each_with_each() { # INTERFACE TRANSPORT [NAME OF OUR PROGRAMS]
    mine=${3:-$1}
    rm -f "$tmp/first"
    for s in ours theirs; do
        for c in ours theirs; do
            if [ $s = ours ]; then
                start "$(our "$mine-server")" 127.0.0.1:0
            else
                start "$theirs/$1_server" "$2" 0
            fi
            # Words are in lines, since some hold blanks.
            (
                IFS='
'
                # shellcheck disable=SC2046,SC2086 # a word a line
                if [ $c = ours ]; then
                    exec "$(our "$mine-client")" "127.0.0.1:$port" $words
                else
                    exec "$theirs/$1_client" "$2" "$port" $words
                fi
            ) > "$tmp/client" 2>&1
            stop
            same "$mine, $2: client $c, server $s" "$tmp/client"
        done
    done
    cmp -s "$here/$1.expect" "$tmp/first" ||
        fail "$1: not the answers expected" "$here/$1.expect" "$tmp/first"
}

# libtirpc must understand each of our refusals.
refusals() { # INTERFACE TRANSPORT PROG VERS PROC
    start "$(our "$1-server")" 127.0.0.1:0
    "$theirs/errors" "$2" "$port" "$3" "$4" "$5" > "$tmp/errors"
    stop
    cmp -s "$here/errors.expect" "$tmp/errors" ||
        fail "$1: other refusals" "$here/errors.expect" "$tmp/errors"
    echo "  $1, $2: libtirpc understands what our server refuses"
}

bank_words() {
    words=$(tr ' ' '\n' << 'END'
open alice deposit alice 100 debit alice 10 balance alice debit bob 5
deposit alice -1 debit alice 9223372036854775807 balance alice
deposit alice 9007199254740993 open alice
END
    )
}

bank() {
    bank_words
    each_with_each bank udp
    refusals bank udp 0x20000003 1 3
}

# Calls with a number are calls like any other to who does not know it, and so
# are calls without one to a server that does.
vault() {
    for kind in at-most-once exactly-once; do
        cat > "$tmp/vault-server" << END
#!/bin/sh
rm -f $tmp/journal
exec $build/real-solution/vault --semantics $kind --journal $tmp/journal "\$@"
END
        cat > "$tmp/vault-client" << END
#!/bin/sh
exec $build/real-solution/teller --identity $tmp/teller.id "\$@"
END
        chmod +x "$tmp/vault-server" "$tmp/vault-client"
        bank_words
        each_with_each bank udp vault
    done
    refusals vault udp 0x20000003 1 3
}

wordcount() {
    words=$(cat << 'END'
hello I am good hello bye bye bye good night hello
one
   two   blanks  two
x x x x x x x x x x x x x x x x x x x x x x x x x
END
    )
    each_with_each wordcount tcp
    each_with_each wordcount tcp hand
    refusals wordcount tcp 0x20000002 1 1
}

kv() {
    words=$(tr ' ' '\n' << 'END'
put a 1 get a put a 22 get a get b delete a delete a get a put b 333
get b
END
    )
    each_with_each kv tcp
    refusals kv tcp 0x20000001 1 2
}

[ $# -gt 0 ] || set -- bank vault wordcount kv
for interface in "$@"; do
    $interface
done
