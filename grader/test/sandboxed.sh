#!/bin/sh
# sandboxed.sh BUILD-DIRECTORY - what a submission's compiler may do while
# lab 2 is built: it makes its code, and is not waited for without end.
#
# Files and forks are for Landlock and seccomp to forbid, and are tried only
# where the kernel has them.
set -u
build=${1:?usage: sandboxed.sh BUILD-DIRECTORY}
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
out=$work/out
file=$here/../lab2/idl/structs.x
bad=0
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$out"

complain() {
    echo "sandboxed: $*"
    bad=1
}

# gets STATUS WHAT PROGRAM ARGUMENT...
gets() {
    want=$1 what=$2
    shift 2
    (exec "$build/bin/sandboxed" "$out" "$file" "$@") > "$work/log" 2>&1
    status=$?
    [ $status = "$want" ] || {
        complain "$what: status $status, not $want"
        cat "$work/log"
    }
}

export ASAN_OPTIONS=detect_leaks=0:mmap_limit_mb=1024 # as in generate.sh
gets 0 "a compiler" "$build/bin/idlc" -o "$out" "$file"
[ -s "$out/structs_xdr.c" ] || complain "no code was made"
gets 126 "what is not there" "$work/nothing"
gets 153 "too large a file" /usr/bin/head -c 17m < /dev/zero
enforced=$("$build/bin/grade" --isolate --test lab1.record-end |
    sed -n 's/^ *enforced *//p')
case $enforced in *landlock*)
    gets 1 "a file of others, read" /usr/bin/cat /etc/passwd
    gets 2 "a file of others, written" /usr/bin/sh -c ": > '$work/made'"
    [ ! -e "$work/made" ] || complain "it has written outside"
    ;;
esac
case $enforced in *seccomp*)
    gets 159 "a fork" /usr/bin/sh -c 'ls; ls'
    ;;
esac

# generate COMPILER: as it is done for a case of part C.
generate() {
    timeout 60 "$here/../lab2/generate.sh" "$1" "$build/bin/idlc" "$file" \
        "$out" "${CC:-gcc}" -I"$out" -I. -std=c11 -D_DEFAULT_SOURCE ||
        complain "generate.sh: status $?"
}

generate "$build/bin/sandboxed $out $file $build/bin/idlc"
why=$(cat "$out/failure.h") || complain "generate.sh has left no failure.h"
[ -z "$why" ] || complain "a right compiler: $why"

# One that does not listen to SIGTERM is at work until it is killed.
printf '#!/bin/sh\ntrap "" TERM\nwhile :; do :; done\n' > "$work/idlc"
chmod +x "$work/idlc"
generate "$work/idlc"
grep -q 'still at work' "$out/failure.h" ||
    complain "a compiler without end: $(cat "$out/failure.h")"
exit $bad
