#!/bin/sh
# gdb.sh GDB COMMAND ARGUMENT ... - `netsim run --stop PLACE` under a debugger:
# it runs to that place and shows how the program got there.  GDB may have
# options ("gdb -batch").
#
# Frame 0 to 2 are the simulator's; `up 3` is the function of the program
# that has made the call (of a step: of the library that reports it).
set -eu
gdb=$1
shift
command -v "${gdb%% *}" > /dev/null || {
    echo "gdb.sh: there is no ${gdb%% *} here: apt-get install gdb" >&2
    exit 2
}
# SIGPROF is the simulator's clock for programs that never make a call.
# shellcheck disable=SC2086 # options are words
exec $gdb -q -iex 'set debuginfod enabled off' -iex 'set pagination off' \
    -ex 'handle SIGPROF nostop noprint pass' \
    -ex 'break sim_stop_here' -ex run -ex 'backtrace 12' -ex 'up 3' \
    --args "$@"
