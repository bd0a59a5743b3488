#!/bin/sh
# cluster.sh start DIR | stop DIR - a Slurm cluster of one node, all of it in
# DIR: keys, sockets, logs.  For tests, as root; nothing of the machine's own
# configuration is read or changed.  After the start, DIR/slurm.conf is for
# SLURM_CONF.  What it cannot do it says as "not tested: why", and fails.
set -u
dir=$2

cannot() {
    echo "not tested: $*"
    exit 1
}

# started FILE: the process whose number is in FILE lives.
lives() {
    [ -s "$1" ] && kill -0 "$(cat "$1")" 2> /dev/null
}

# until_true N COMMAND...: within N tenths of a second.
until_true() {
    n=$1
    shift
    while ! "$@" > /dev/null 2>&1; do
        n=$((n - 1))
        [ "$n" -gt 0 ] || return 1
        sleep 0.1
    done
}

stop() {
    for daemon in slurmd slurmctld munged; do
        lives "$dir/$daemon.pid" || continue
        pid=$(cat "$dir/$daemon.pid")
        kill -TERM "$pid"
        until_true 50 sh -c "! kill -0 $pid" || kill -KILL "$pid"
    done
}

configure() {
    cpus=$(nproc)
    cat > "$dir/slurm.conf" << END
ClusterName=test
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket
CredType=cred/munge
SlurmctldPort=$((20000 + $$ % 10000))
SlurmdPort=$((30000 + $$ % 10000))
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
SlurmdSpoolDir=$dir/spool
StateSaveLocation=$dir/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=$(hostname) NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
}

start() {
    [ "$(id -u)" = 0 ] || cannot "a cluster for one test is started by root"
    for tool in munged slurmctld slurmd sbatch; do
        command -v $tool > /dev/null || PATH=$PATH:/usr/sbin
        command -v $tool > /dev/null || cannot \
            "\"$tool\" is not there; .ci/setup slurm installs it"
    done
    mkdir -p "$dir/spool" "$dir/state"
    # munged wants its socket's directory open to all, its key to none.
    chmod 755 "$dir"
    (umask 077 && head -c 1024 /dev/urandom > "$dir/munge.key")
    munged --force --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" \
        --key-file="$dir/munge.key" --log-file="$dir/munged.log" \
        --seed-file="$dir/munge.seed" ||
        cannot "munged: $(tail -1 "$dir/munged.log")"
    configure
    export SLURM_CONF="$dir/slurm.conf"
    slurmctld || cannot "slurmctld does not start"
    until_true 50 lives "$dir/slurmctld.pid" ||
        cannot "slurmctld: $(tail -1 "$dir/slurmctld.log")"
    slurmd || cannot "slurmd does not start"
    until_true 100 sh -c "sinfo --noheader --format %t | grep -q idle" ||
        cannot "slurmd: $(tail -1 "$dir/slurmd.log")"
}

case $1 in
start) start ;;
stop) stop ;;
esac
