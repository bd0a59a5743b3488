#!/bin/sh
# conform.sh PLAIN BUILD [PROGRAM ...] - conform_*.c of netsim/test/node
# see the same on Linux as in the simulator, call by call.
#
# Each runs as a real process in a fresh directory (of the build PLAIN, which
# has no sanitizers), and as a simulated one; a conform_*_pair runs as two of
# either kind, "client" and "server".  What they print and their exit status
# is compared.  The diff names the part of the manual that speaks of the line:
# "-" is Linux, "+" the simulator.
#
# conform.sh --list: the names of all programs.
set -u
nodes=netsim/test/node
if [ "$1" = --list ]; then
    for f in "$nodes"/conform_*.c; do
        basename "$f" .c
    done
    exit
fi
plain=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
shift 2
[ $# -gt 0 ] || set -- $("$0" --list)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
# As a simulated process has it: sys/socket and poll(2) look at this.
ulimit -n 1024

# An address of our own: all of 127/8 is this host.  So the ports of a pair
# are fixed, and no one else's.
own=127.$((1 + $$ / 65536 % 120)).$(($$ / 256 % 256)).$((1 + $$ % 254))

# A real process, for 20 s at most; line by line, to see where it hangs.
real() { # NAME PROGRAM ARGUMENT ...
    mkdir "$tmp/$1.dir"
    (
        name=$1
        program=$plain/real/$2
        shift 2
        cd "$tmp/$name.dir" || exit
        timeout 20 stdbuf -oL "$program" "$@" < /dev/null > "../$name.real" 2>&1
        echo "exit status $?" >> "../$name.real"
    )
}

# The status of a simulated program is in its trace, if it is not 0; what
# has gone wrong with it is on stderr.
simulated_end() { # NAME
    if grep -q "\"ev\":\"exit\",\"host\":\"$1\"" "$tmp/trace"; then
        status=$(sed -n "s/.*\"ev\":\"exit\",\"host\":\"$1\".*\"status\":\
\([0-9]*\).*/\1/p" "$tmp/trace")
        echo "exit status ${status:-0}"
    else
        cat "$tmp/stderr"
        echo "never ends"
    fi
}

simulated() { # NAME ... of hosts, as $tmp/world has them
    for name; do
        "$build/bin/netsim" run --programs "$build/node" --quiet \
            --trace "$tmp/trace" "$tmp/world" 2> "$tmp/stderr"
        "$build/bin/netsim" run --programs "$build/node" --quiet \
            --output "$name" "$tmp/world" > "$tmp/$name.simulated" 2>&1
        simulated_end "$name" >> "$tmp/$name.simulated"
    done
}

compare() { # PROGRAM NAME
    # Two lines at least: something was tried.
    if [ "$(wc -l < "$tmp/$2.real")" -lt 2 ]; then
        echo "$1: the real process says nothing"
        bad=1
    elif ! diff -U2 -F '^# ' --label "$1, Linux" --label "$1, simulator" \
        "$tmp/$2.real" "$tmp/$2.simulated"; then
        bad=1
    fi
}

for program; do
    rm -rf "${tmp:?}"/*
    case $program in
    *_pair)
        real server "$program" server "$own" &
        real client "$program" client "$own"
        wait
        cat > "$tmp/world" << END
host server $program server server
host client $program client server
link * delay 10ms
END
        simulated server client
        compare "$program" server
        compare "$program" client
        ;;
    *)
        real alone "$program"
        echo "host alone $program" > "$tmp/world"
        simulated alone
        compare "$program" alone
        ;;
    esac
done
exit $bad
