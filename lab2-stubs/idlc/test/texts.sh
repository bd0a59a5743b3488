#!/bin/sh
# texts.sh BUILD - what the compiler says and writes, compared with texts.
#
#   errors.txt      blocks of "=== name", an interface, "---", what is said
#   everything.tree what --tree prints of everything.x
#   bank, kv, store, wordcount: the code in the tree is what idlc writes today
#
# And what it writes compiles without a warning, with gcc and with clang.
set -u
idlc=$(realpath "${1:?usage: texts.sh BUILD}/bin/idlc")
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0

good() {
    passed=$((passed + 1))
}

bad() {
    failed=$((failed + 1))
    echo "FAIL $1"
}

# same NAME WANTED GOT
same() {
    if cmp -s "$2" "$3"; then
        good
    else
        bad "$1"
        diff -u "$2" "$3"
    fi
}

# Each block becomes name.x and name.expect; a blank line before the next
# block belongs to neither.
awk -v dir="$work" '
    /^=== / { out = dir "/" $2 ".x"; blank = 0; next }
    /^---$/ { out = substr(out, 1, length(out) - 2) ".expect"; next }
    blank { print "" > out; blank = 0 }
    /^$/ { blank = 1; next }
    { print > out }' "$here/errors.txt"
for x in "$work"/*.x; do
    name=$(basename "$x" .x)
    cp "$x" "$work/t.x"
    (cd "$work" && ASAN_OPTIONS=exitcode=99 "$idlc" t.x > got 2>&1)
    status=$?
    rm "$work/t.x"
    [ $status -eq 1 ] || bad "$name: exit status $status, not 1"
    same "$name" "$work/$name.expect" "$work/got"
done
[ $passed -gt 50 ] || bad "only $passed blocks in errors.txt"

"$idlc" --tree "$here/everything.x" > "$work/tree"
same "everything.x: tree" "$here/everything.tree" "$work/tree"
printf 'const A = -1;\n' > "$work/t.x"
"$idlc" --tokens "$work/t.x" > "$work/tokens"
printf '%s\n' '1:1 name const' '1:7 name A' '1:9 sign =' '1:11 number -1' \
    '1:13 sign ;' '2:1 end' > "$work/want"
same "tokens" "$work/want" "$work/tokens"

for x in lab2-stubs/kv/kv.x lab2-stubs/wordcount/wordcount.x \
    lab3-atleastonce/bank/bank.x lab3-atleastonce/store/store.x; do
    mkdir -p "$work/$(dirname $x)"
    cp $x "$work/$x"
    (cd "$work" && "$idlc" $x)
    for end in .h _xdr.c _clnt.c _svc.c; do
        same "${x%.x}$end: run make idl" "${x%.x}$end" "$work/${x%.x}$end"
    done
done

mkdir "$work/all"
"$idlc" -o "$work/all" "$here/everything.x"
for cc in gcc clang; do
    command -v $cc > /dev/null || { echo "SKIP $cc is not here"; continue; }
    for c in "$work"/all/*.c; do
        if $cc -std=c11 -O2 -D_XOPEN_SOURCE=700 -I. -Wall -Wextra -Werror \
            -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            -Wwrite-strings -Wformat=2 -Wimplicit-fallthrough -fno-pie -c \
            -o "$work/all/t.o" "$c"; then
            good
        else
            bad "$(basename "$c") compiles with $cc"
        fi
        # Thread-safe: nothing lasts from call to call.
        nm "$work"/all/t.o | grep ' [bBdDC] ' && bad "$c has variables"
    done
done

"$idlc" > /dev/null 2>&1
[ $? -eq 2 ] && good || bad "exit status without a file is not 2"
"$idlc" "$work/absent.x" > /dev/null 2>&1
[ $? -eq 2 ] && good || bad "exit status of a file that is absent is not 2"
"$idlc" --help | grep -q '^usage: idlc' && good || bad "no --help"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
