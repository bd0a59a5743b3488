#!/bin/sh
# check.sh COMPILER... - are the students' copies complete, and do they keep
# what is to stay with us?  Run by `make check-dist`.
#
# Each copy is unpacked where there is no repository and looked at; those for
# labs 1 to 2 and 1 to 4 are built whole, without the sanitizers.  What this
# repository has compiled already is taken, if it is of the same sources.
# LONG=1: all four are built, from nothing, with and without the sanitizers.
set -u
here=$(dirname "$0")
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM
bad=0
sans=0
[ -z "${LONG:-}" ] || sans='0 1'
unset MAKEFLAGS MAKELEVEL MFLAGS

complain() { # SENTENCE FILE
    echo "check-dist: labs 1 to $n: $1"
    [ -z "${2:-}" ] || tail -n 25 "$2"
    bad=1
}

# ---- what is in it -------------------------------------------------------

# git has these; students do not.
git ls-files > "$tmp/files"
"$here/chosen.sh" never "$here/files.txt" < "$tmp/files" | LC_ALL=C sort \
    > "$tmp/never"
# In place of the solution students have the first of these; the others are
# alike because they are of the same kind, and are given on purpose: what idlc
# writes and part B writes by hand, emitters beside the one that is to be
# written, how to connect.
ls lab*/*.c lab*/*.faults lab*/predict.txt lab2-stubs/wordcount/wordcount_*.c \
    lab2-stubs/idlc/emit_*.c lab2-stubs/tcp/dial.c > "$tmp/given"
# The texts of the others that are labs, right or wrong, or say what is wrong.
grep -E '/solution/|^grader/test/(mutants|cheats|designs)/' "$tmp/never" \
    > "$tmp/ours"

leaks() { # FILE with names of what goes out
    # shellcheck disable=SC2046 # names without blanks
    LC_ALL=C awk -f "$here/leaks.awk" part=given $(cat "$tmp/given") \
        part=ours $(cat "$tmp/ours") part=out $(cat "$1")
}

# The check itself finds what it is to find.
n=test
sed -n '60,80p' lab4-atmostonce/solution/cache.c > "$tmp/leak.c"
echo "$tmp/leak.c" > "$tmp/leak"
leaks "$tmp/leak" > /dev/null && complain "a leak was not found"

look_at() { # NUMBER: unpacked in $tmp/$n
    find "$tmp/$n" -type f | sed "s,^$tmp/$n/rpclab/,," | LC_ALL=C sort \
        > "$tmp/names"
    found=$(LC_ALL=C comm -12 "$tmp/names" "$tmp/never")
    [ -z "$found" ] || complain "these are never to go out: $found"
    found=$(grep -E 'solution/|mutant|cheats|designs|hidden|\.patch$' \
        "$tmp/names")
    [ -z "$found" ] || complain "what are these: $found"
    found=$(grep -vxFf "$tmp/files" "$tmp/names" | grep -v '^\.reference/')
    [ -z "$found" ] || complain "git does not know these: $found"
    found=$(ls -d "$tmp/$n"/rpclab/lab[1-4]-*/build.mk | wc -l)
    [ "$found" -eq "$n" ] || complain "it has $found labs"
    # The copy with all labs has what the others have.
    if [ "$n" -eq 4 ]; then
        grep -v '^\.reference/.*/' "$tmp/names" |
            sed "s,^,$tmp/$n/rpclab/," > "$tmp/out"
        leaks "$tmp/out" > "$tmp/log" || complain "it says too much" "$tmp/log"
    fi
    for archive in "$tmp/$n"/rpclab/.reference/*/*.[ao]; do
        readelf -SW "$archive" | grep -q '\.debug_' &&
            complain "$archive has the source in its debug information"
    done
}

# ---- what it does --------------------------------------------------------

make_in() { # ARGUMENT...: in the copy, its output in $tmp/log
    (cd "$tmp/$n/rpclab" && CC='' && unset CC && make SAN=$san "$@") \
        > "$tmp/log" 2>&1 < /dev/null
}

must() { # ARGUMENT...
    make_in "$@" || complain "make SAN=$san $* fails" "$tmp/log"
}

must_say() { # WORDS ARGUMENT...
    words=$1
    shift
    make_in "$@"
    grep -qE "$words" "$tmp/log" ||
        complain "make SAN=$san $* does not say \"$words\"" "$tmp/log"
}

# Objects of ours that are of the same sources: but nothing of what a copy has
# to make of its own files and of the reference.
borrow() {
    [ -z "${LONG:-}" ] || return
    [ -z "$(git status --porcelain --untracked-files=no)" ] || return
    make -s -j2 SAN=0 all > "$tmp/log" 2>&1 || return
    mkdir -p "$tmp/$n/rpclab/build/gcc-plain"
    tar -C build/gcc-plain -cf - --exclude='*.a' --exclude=./bin \
        --exclude='./node*' --exclude='./real*' --exclude='./submission' \
        --exclude='./test' --exclude='*/solution' --exclude='*/test' \
        --exclude='./fuzz' --exclude='./ok' --exclude='./idl*' \
        --exclude='./interop' --exclude='./grader/main.o' \
        --exclude='./class*' . |
        tar -C "$tmp/$n/rpclab/build/gcc-plain" -xf -
    # Newer than the directories that were unpacked just now.
    find "$tmp/$n/rpclab/build" -type f -exec touch {} +
}

first_run() {
    must_say 'Both worlds print the same balances' demo
    must_say 'debit alice 10: 80' replay SUBMISSION=solution \
        SCHEDULE='drop server->client #3'
}

# A skeleton has hardly a point, for a reason that helps.
skeleton() { # LAB
    make_in grade LAB="$1"
    status=$?
    [ $status -eq 2 ] || complain "lab $1: make ends with $status" "$tmp/log"
    grep -qE '^score [0-9]/100$' "$tmp/log" ||
        complain "lab $1: no low score" "$tmp/log"
    other=$(grep -E "^lab$1\\." "$tmp/log" |
        grep -vE " (pass|NOT RUN) |not implemented: lab $1 part|no answer yet")
    [ -z "$other" ] || complain "lab $1: another reason: $other"
    (cd "$tmp/$n/rpclab" && "build/gcc-$kind/bin/grade" --lab "$1" \
        --nodes "build/gcc-$kind/node") > /dev/null 2>&1
    [ $? -eq 1 ] || complain "lab $1: grade does not end with 1"
}

# With the solution typed in, as a student's own, all points: lab 3 as it is
# handed in.
typed_in() {
    for lab in 3 4; do
        cp lab$lab-*/solution/*.c lab$lab-*/solution/*.faults \
            lab$lab-*/solution/predict.txt \
            "$tmp/$n/rpclab/lab$lab"-*/
        must_say ' files, 0 notes' handin LAB=$lab
    done
    must_say '^score 100/100$' grade SUBMISSION=build/handin-lab3.tar.gz
    must_say '^score 100/100$' grade LAB=4
}

# There is no solution here, whoever asks for it; and what is of a lab to come
# says so.
refusals() {
    mv "$tmp/$n/rpclab/.reference" "$tmp/reference"
    mkdir -p "$tmp/$n/rpclab/.reference/pdp11-gcc-plain"
    must_say "^no reference for .*-gcc-$kind" "build/gcc-$kind/node-solution/lab1-server.so"
    rm -r "$tmp/$n/rpclab/.reference"
    mv "$tmp/reference" "$tmp/$n/rpclab/.reference"
    [ "$n" -eq 4 ] ||
        must_say "^there is no program table here" table
}

# What gcc has made of the solution does for clang.
other_compiler() {
    command -v clang > /dev/null || return
    if [ -n "${LONG:-}" ]; then
        must_say '^score 100/100$' CC=clang grade SUBMISSION=solution LAB=2
    else
        must CC=clang "build/clang-$kind/node-solution/lab1-server.so"
    fi
}

for n in 1 2 3 4; do
    make -s dist THROUGH=$n REFERENCES="$*" > "$tmp/log" 2>&1 || {
        complain "make dist fails" "$tmp/log"
        continue
    }
    mkdir "$tmp/$n"
    tar -C "$tmp/$n" -xf "build/rpclab-labs1-$n.tar.gz"
    look_at
    borrow
    for san in $sans; do
        kind=plain
        [ "$san" -eq 0 ] || kind=san
        case $n-${LONG:-} in
        [24]- | *-?*)
            must -j2 WERROR=1 all
            grep -q '^note: ' "$tmp/log" && complain "not all is built" "$tmp/log"
            # Of labs 3 and 4 the same is asked of what is typed in.
            [ "$n-${LONG:-}" = 4- ] ||
                must_say '^The kit works on this machine' check
            for lab in $(seq $n); do skeleton "$lab"; done
            ;;
        *)
            # No rule may lack a file.
            must -n all
            ;;
        esac
        first_run
        refusals
        [ "$n" -ne 2 ] || other_compiler
    done
    [ "$n" -lt 4 ] || typed_in # in the last of the builds
    rm -rf "${tmp:?}/$n"
done
[ $bad -eq 0 ] && echo "check-dist: four copies are as they should be"
exit $bad
