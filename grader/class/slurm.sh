#!/bin/sh
# slurm.sh BUILD JOBS OPTION... - grade a class as a Slurm job array.
#
# JOBS tasks share the submissions out among them: task I takes each JOBSth,
# from the Ith on.  The directory must be one that all nodes have.  Options of
# sbatch that a cluster wants (--partition, --account, --time) are taken from
# the environment, as sbatch does: SBATCH_PARTITION, SBATCH_ACCOUNT, ...
# Waits for the end of all; Ctrl-C cancels the job.
set -u
build=$1 jobs=$2
shift 2
here=$(dirname "$0")
. "$here/common.sh"
class=$build/bin/class
out=$(value --out "$@")
mkdir -p "$out" || exit 2
for tool in sbatch squeue scancel; do
    command -v $tool > /dev/null || {
        echo "grade-class: \"$tool\" is not there: ENGINE=slurm needs the" \
            "commands of Slurm (Debian: slurm-client)" >&2
        exit 2
    }
done
script=$out/job.sh
{
    echo '#!/bin/sh'
    echo '# A part of a class; written by slurm.sh, for sbatch.'
    # The shell is replaced, so that the signal of scancel comes to class.
    printf 'exec %s--share "$SLURM_ARRAY_TASK_ID/%s"\n' \
        "$(quoted "$class" one "$@" --jobs 1)" "$jobs"
} > "$script.tmp" || exit 2
mv "$script.tmp" "$script"
job=$(sbatch --parsable --job-name grade-class --array="1-$jobs" --ntasks=1 \
    --cpus-per-task=1 --chdir="$PWD" --output="$out/slurm-%a.log" \
    --export=ALL "$script") || exit 2
job=${job%%;*}
stop() {
    scancel "$job"
    while squeue --noheader --jobs="$job" 2> /dev/null | grep -q .; do
        sleep 1
    done
    echo "stopped: $("$class" progress "$@") are done;" \
        "the same command goes on"
    exit 130
}
trap 'stop "$@"' INT TERM HUP
echo "job $job: $jobs tasks, $("$class" list "$@" | wc -l) submissions"
said=
# A controller that does not answer for a moment has not ended the job; one
# that no longer knows it has.
is_there() {
    left=$(squeue --noheader --jobs="$job" 2> "$out/squeue.log") ||
        ! grep -qi 'invalid job id' "$out/squeue.log" || return 1
    [ -n "$left" ] || [ -s "$out/squeue.log" ]
}
while is_there; do
    now=$("$class" progress "$@")
    [ "$now" = "$said" ] || echo "  $now"
    said=$now
    sleep 1
done
trap - INT TERM HUP
exec "$class" collect "$@"
