#!/bin/sh
# parallel.sh BUILD JOBS OPTION... - grade a class by GNU parallel.
#
# OUT/commands.txt has a command for each submission.  On many machines with
# one directory: `parallel --sshloginfile MACHINES --workdir . < commands.txt`
# and then `class collect`.  A command whose submission is done does nothing,
# so the whole list may be run again; that is why --resume, which goes by the
# number of a line, is not needed here, and a changed submission is graded.
set -u
build=$1 jobs=$2
shift 2
here=$(dirname "$0")
. "$here/common.sh"
class=$build/bin/class
out=$(value --out "$@")
mkdir -p "$out" || exit 2
commands=$out/commands.txt
write_commands "$commands" "$class" "$@" --jobs 1 || exit 2
if ! command -v parallel > /dev/null; then
    echo "grade-class: GNU parallel is not installed;" \
        "its list is in $commands: run each line, then: $class collect" >&2
    exit 2
fi
rm -f "$out/joblog"
pid=
stop() {
    # Twice: at the first it would wait for what is running.
    kill -TERM "$pid" 2> /dev/null
    kill -TERM "$pid" 2> /dev/null
    wait "$pid"
    echo "stopped: $("$class" progress "$@") are done;" \
        "the same command goes on"
    exit 130
}
trap 'stop "$@"' INT TERM HUP
parallel --jobs "$jobs" --joblog "$out/joblog" --line-buffer \
    --termseq TERM,5000,KILL,100 < "$commands" &
pid=$!
wait "$pid"
trap - INT TERM HUP
exec "$class" collect "$@"
