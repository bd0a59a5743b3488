#!/bin/sh
# slurm.sh BUILD - the same class on this machine and as a job array of a
# real Slurm, a cluster of one node that is made for it: the same gradebook,
# also when the array is cancelled half-way and submitted again.
set -u
build=${1:?usage: slurm.sh BUILD}
here=$(dirname "$0")
# Not in /tmp: a cluster's nodes have the directory of the kit in common.
work=$(mktemp -d "$PWD/build/slurm.XXXXXX") || exit 2
bad=0
trap '"$here/cluster.sh" stop "$work/cluster"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

complain() {
    echo "slurm.sh: $*"
    bad=1
}

"$here/cluster.sh" start "$work/cluster" || exit 1
export SLURM_CONF="$work/cluster/slurm.conf"
"$here/make_class.sh" "$work/class" 4 'one-lab broken damaged empty' || exit 2

# Ends by exec: called with "&" it is the process that is to be stopped.
grade() {
    exec "$here/../grade_class.sh" "$1" "$build" "$work/class" 2 \
        --out "$work/$2" --cc "${CC:-gcc}" --san "${SAN:-1}"
}

(grade local whole) > "$work/log" || complain "here: $(cat "$work/log")"
grade slurm array > "$work/log" &
pid=$!
for _ in $(seq 300); do
    find "$work/array" -name record.json 2> /dev/null | grep -q . && break
    sleep 0.1
done
kill -TERM $pid
wait $pid
status=$?
[ $status = 130 ] || complain "exit status $status when stopped"
[ -z "$(squeue --noheader)" ] || complain "jobs are left"
[ ! -f "$work/array/gradebook.csv" ] || complain "half a gradebook"
(grade slurm array) > "$work/log" || complain "$(cat "$work/log")"
grep . "$work/log"
cmp "$work/whole/gradebook.csv" "$work/array/gradebook.csv" ||
    complain "another gradebook"
exit $bad
