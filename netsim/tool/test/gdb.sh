#!/bin/sh
# gdb.sh - `make replay GDB=1` stops where it is asked to, on the stack of the
# program: run by `make check-gdb`.
set -u
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
bad=0

# what_is_asked EXPECTED VARIABLE=VALUE ...
expect() {
    what=$1
    shift
    make replay SUBMISSION=solution WORLD=lab3/debit GDB='gdb -batch' \
        SCHEDULE='drop server->client #1' "$@" > "$tmp" 2>&1
    grep -q "$what" "$tmp" && return
    echo "gdb.sh: no \"$what\" for $*:"
    tail -20 "$tmp"
    bad=1
}

expect 'in debit_skeleton (' AT='server @exec #2'
expect ' udp_transact (' AT='client @sendto #1'
expect '^#3.* udp_serve\|^#3.* serve_one\|^#3.* send' AT=
expect 'this run never comes to server @exec #9' AT='server @exec #9'
exit $bad
