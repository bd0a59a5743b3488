#!/bin/sh
# aarch64.sh - what is simulated does not depend on the processor: built for
# 64-bit Arm and run by an emulator, the unit tests pass, and the same world
# writes the same trace, byte for byte, as on this machine.
#
# Run by `make check-aarch64`; `make setup-aarch64` installs what it needs.
# The emulator has pages of 4 KiB: those of 16 and 64 KiB that some Arm
# kernels have are not tried here.
set -u
cross=aarch64-linux-gnu-gcc
qemu='qemu-aarch64'
here=build/gcc-plain
arm=build/$cross-plain

need() { # WHAT
    echo "check-aarch64: $1 is missing; \"make setup-aarch64\" installs it" >&2
    exit 1
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
command -v $cross > /dev/null || need "the cross compiler $cross"
command -v $qemu > /dev/null || need "the emulator $qemu"
echo '#include <jansson.h>
int main(void) { return json_object() == NULL; }' > "$tmp/try.c"
$cross -o "$tmp/try" "$tmp/try.c" -ljansson -lcmocka 2> /dev/null ||
    need "jansson or cmocka for 64-bit Arm (libjansson-dev:arm64)"
$qemu "$tmp/try" || need "the C library for 64-bit Arm (libc6:arm64)"

make -j2 CC=gcc SAN=0 all || exit 1
make -j2 CC=$cross SAN=0 RUN=$qemu all || exit 1
echo "unit tests, emulated:"
# Not those of the tools, which need more of Linux than is emulated, nor the
# grader's, which would take long.
make -k -j2 CC=$cross SAN=0 RUN=$qemu check-unit \
    UNITS='netsim/test/% netsim/lang/% netsim/trace/% lab2-stubs/% \
    lab3-atleastonce/% lab4-atmostonce/%' || exit 1

# ---- the same traces -----------------------------------------------------

count=0

# same NODES ARGUMENT... - one world on both; a program may fail in it.
same() {
    nodes=$1
    shift
    "$here/bin/netsim" run --programs "$here/$nodes" --quiet \
        --trace "$tmp/here" "$@" 2> "$tmp/here.err"
    status=$?
    $qemu "$arm/bin/netsim" run --programs "$arm/$nodes" --quiet \
        --trace "$tmp/arm" "$@" 2> "$tmp/arm.err"
    if [ $? != $status ] || [ $status = 2 ]; then
        echo "$*: exit code $status here, emulated another:" >&2
        cat "$tmp/here.err" "$tmp/arm.err" >&2
        exit 1
    fi
    if grep 'did not happen' "$tmp/here.err" >&2; then
        exit 1
    fi
    if ! cmp "$tmp/here" "$tmp/arm" || ! cmp "$tmp/here.err" "$tmp/arm.err"
    then
        echo "$*: the traces differ" >&2
        exit 1
    fi
    count=$((count + 1))
}

seed=1
while [ $seed -le "${SEEDS:-10}" ]; do
    same node-solution --seed $seed lab3-atleastonce/bank/demo.world
    [ "$(wc -l < "$tmp/arm")" -gt 20 ] ||
        { echo "seed $seed: a short trace" >&2; exit 1; }
    seed=$((seed + 1))
done
while read -r schedule; do
    same node-solution --schedule "$schedule" grader/lab3/bank.world
done << 'END'
drop client->server #1
drop server->client #3
duplicate client->server #2 past timeout
delay server->client #1 past next; drop client->server #3
crash server @sendto #2
crash server after @recvfrom #2 restart 3s
crash server at 15ms restart never
crash client @sendto #2 restart 20ms
crash client at 35ms; drop server->client #4
END
# Journals on disks that lose power.
while read -r schedule; do
    same node-solution --schedule "$schedule" grader/lab4/vault.world
done << 'END'
power server @fsync #2 keep torn 1
power client after @pwrite #1 keep all; crash server @pwrite #2
duplicate client->server #2 past call; power client @fsync #4
END
# A program that fails: its process ends, at the same place.
for how in null strlen-null of-kernel overflow-stack abort assert spin \
    spin-with-calls double-free bad-pointers leak; do
    same node --host "bad misbehave $how" --host 'good fresh'
done
echo "$count runs here and emulated: the same traces"
