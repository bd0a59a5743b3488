#!/bin/sh
# grade_class.sh ENGINE BUILD SUBMISSIONS JOBS [OPTION ...] - grade a class.
#
# ENGINE is how: "local" on this machine; "parallel" by GNU parallel, from a
# list of commands that may be shared out among machines; "slurm" as a job
# array on a cluster.  All of them leave a record for each submission in the
# same place, of which the gradebook is made.  Run by `make grade-class`.
set -u
engine=$1 build=$2 submissions=$3 jobs=$4
shift 4
here=$(dirname "$0")

if [ -z "$submissions" ]; then
    echo "grade-class: SUBMISSIONS=DIR says where they are:" \
        "a directory or an archive for each student" >&2
    exit 2
fi
jobs=${jobs:-$(nproc)}
set -- --submissions "$submissions" --build "$build" --jobs "$jobs" "$@"
case $engine in
local) exec "$build/bin/class" run "$@" ;;
parallel | slurm) exec "$here/$engine.sh" "$build" "$jobs" "$@" ;;
*)
    echo "grade-class: ENGINE is local, parallel or slurm," \
        "not \"$engine\"" >&2
    exit 2
    ;;
esac
