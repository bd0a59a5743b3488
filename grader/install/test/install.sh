#!/bin/sh
# install.sh - what `make install` has put somewhere works there, the examples
# of the manual pages among it, and `make uninstall` leaves nothing.
#
# Below a directory with a blank in no name, moved away from where it was
# installed, and in a working directory that is not the kit.
set -u
make=${MAKE:-make}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
bad=0

complain() {
    echo "check-install: $*"
    bad=1
}

installed() {
    $make -s "$1" PREFIX=/opt/rpclab DESTDIR="$tmp/dest" > "$tmp/log" 2>&1 || {
        cat "$tmp/log"
        exit 1
    }
}

# As if the files had been there before: they stay.
mkdir -p "$tmp/dest/opt/rpclab/bin"
: > "$tmp/dest/opt/rpclab/bin/other"
installed install
prefix=$tmp/there
mv "$tmp/dest/opt/rpclab" "$prefix"
pages=$(cd "$prefix/share/man/man1" && ls)
n_commands=0
for command in "$prefix"/bin/*; do
    name=${command##*/}
    [ "$name" != other ] || continue
    n_commands=$((n_commands + 1))
    "$command" --help > "$tmp/out" 2>&1 && grep -q '^usage: ' "$tmp/out" ||
        complain "$name --help fails"
    echo "$pages" | grep -qx "$name.1" || complain "$name has no manual page"
    [ -e "$prefix/share/bash-completion/completions/$name" ] ||
        [ "$name" = rpclab-node ] || complain "$name is not completed"
done
[ "$n_commands" = "$(echo "$pages" | wc -l)" ] ||
    complain "$n_commands commands, but these pages:" "$pages"

# A grading of ours to look at, and nodes of the solution to grade.
nodes=$PWD/build/${CC:-gcc}-plain/node-solution
$make -s SAN=0 "build/${CC:-gcc}-plain/bin/table" \
    "${nodes#"$PWD/"}/bank-server.so" "${nodes#"$PWD/"}/bank-client.so" \
    > "$tmp/log" 2>&1 || complain "no nodes: $(cat "$tmp/log")"
work=$tmp/work
mkdir -p "$work/build/gcc-plain"
cp -r "$prefix/share/doc/rpclab/examples" "$work"
ln -s "$nodes" "$work/build/gcc-plain/node"
kit=$PWD
cd "$work" || exit 2
PATH=$prefix/bin:$PATH
NO_COLOR=1
LC_ALL=C.UTF-8
export NO_COLOR LC_ALL

# Examples of the pages, in the order in which they need one another.
examples() {
    sed -n '/^\.SH EXAMPLES/,/^\.SH SEE/p' "$prefix/share/man/man1/$1.1" |
        sed -n '/^\.EX/,/^\.EE/p' | grep -v '^\.E[XE]' |
        sed "s/^ *//; s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\e\$/\\\\/"
}
n_examples=0
for page in rpclab-node netsim idlc rpclab-grade rpclab-convert rpclab-view; do
    examples $page > "$tmp/examples"
    [ -s "$tmp/examples" ] || complain "$page.1 has no example"
    sed -i -e ':more' -e '/\\$/{N;s/\\\n *//;b more' -e '}' "$tmp/examples"
    while IFS= read -r example; do
        n_examples=$((n_examples + 1))
        # Of all of lab 3 only a few: it is about the command.
        case $example in
        *"--lab 3 --nodes"*) example="$example --test lab3.at-least-once" ;;
        esac
        sh -c "$example" > "$tmp/out" 2>&1 < /dev/null
        status=$?
        cat "$tmp/out" >> "$tmp/all"
        # Of cases that another has to come before there are none here.
        [ $status -eq 0 ] || {
            complain "$page.1: \`$example\`: exit status $status"
            cat "$tmp/out"
        }
    done < "$tmp/examples"
done
for line in 'the square of 12 is 144' 'lab3.at-least-once  *pass' \
    'drop b->a #1\|lost'; do
    grep -q "$line" "$tmp/all" || complain "no example prints \"$line\""
done

# What no node may do is refused here, too; the same file is a program.
echo 'int system(const char *); int main(void) { return system("true"); }' \
    > bad.c
rpclab-node bad.c > "$tmp/out" 2>&1 && complain "system() is not refused"
grep -q 'system()' "$tmp/out" || complain "refused without a reason"
rpclab-node --real -o bad bad.c && ./bad || complain "--real makes no program"

cd "$kit" || exit 2
mkdir -p "$tmp/dest/opt"
mv "$prefix" "$tmp/dest/opt/rpclab"
installed uninstall
left=$(find "$tmp/dest" ! -type d)
[ "$left" = "$tmp/dest/opt/rpclab/bin/other" ] ||
    complain "left after uninstall:" "$left"
[ -z "$(find "$tmp/dest/opt/rpclab" -mindepth 1 -type d ! -name bin)" ] ||
    complain "directories are left"
[ $bad -ne 0 ] || echo "$n_commands commands, $n_examples examples"
exit $bad
