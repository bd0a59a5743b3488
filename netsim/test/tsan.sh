#!/bin/sh
# tsan.sh CC - what is not explored here a thread sanitizer finds: threads of
# the simulator switch at calls only, so a data race between two calls is for
# the real program.  The same sources, built for real with ThreadSanitizer:
# those without a race pass, and the one with a race is found out.
set -u
cc=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

# The sanitizer wants its memory where it expects it.
run=
setarch -R true 2> /dev/null && run='setarch -R'

passes() { # PROGRAM ARGUMENT...
    program=$1
    shift
    timeout 60 $run "$tmp/$program" "$@" > "$tmp/said" 2>&1 && return
    echo "$program $*: exit status $?"
    cat "$tmp/said"
    bad=1
}

for program in thread_race thread_many thread_print thread_server; do
    "$cc" -std=c11 -D_XOPEN_SOURCE=700 -g -O1 -fsanitize=thread \
        -o "$tmp/$program" "netsim/test/node/$program.c" -lpthread || exit 1
done
passes thread_race whole
passes thread_race split
passes thread_many 50
passes thread_print
port=$((20000 + $$ % 20000))
$run "$tmp/thread_server" - $port > "$tmp/server" 2>&1 &
server=$!
passes thread_server 127.0.0.1 $port
kill $server || bad=1 # it must still run
if grep 'WARNING: ThreadSanitizer' "$tmp/server"; then
    cat "$tmp/server"
    bad=1
fi
$run "$tmp/thread_race" plain > "$tmp/said" 2>&1
grep -q 'WARNING: ThreadSanitizer: data race' "$tmp/said" || {
    echo "thread_race plain: the data race was not found:"
    cat "$tmp/said"
    bad=1
}
exit $bad
