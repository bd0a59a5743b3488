#!/bin/sh
# install.sh install|uninstall BUILD - put what BUILD has below
# $DESTDIR$PREFIX, or take it away again.
#
# Names that others have (vim's view, ImageMagick's convert) begin with
# "rpclab-".  The programs themselves are in lib/rpclab, and find what they
# need from there: all may be moved together.  What was installed is in a list
# beside them, of which uninstall makes use.
set -eu
what=$1
build=${2:-}
root=${DESTDIR:-}${PREFIX:-/usr/local}
lib=$root/lib/rpclab
list=$lib/installed

# put MODE FILE PLACE: a file, and its name in the list.
put() {
    install -D -m "$1" "$2" "$root/$3"
    echo "$3" >> "$list"
}

# link TARGET PLACE
link() {
    mkdir -p "$root/${2%/*}"
    ln -sf "$1" "$root/$2"
    echo "$2" >> "$list"
}

# What was there before goes first, lest something of it is left.
remove() {
    [ -f "$list" ] || return 0
    while IFS= read -r place; do
        rm -f "$root/$place"
    done < "$list"
    # Directories that are empty now, the deepest first.
    { echo lib/rpclab; sed 's,/[^/]*$,,' "$list"; } | sort -u | while IFS= read -r dir; do
        while [ "$dir" != . ]; do
            echo "$dir"
            dir=$(dirname "$dir")
        done
    done | sort -ur > "$list.dirs"
    dirs=$(cat "$list.dirs")
    rm -f "$list" "$list.dirs"
    for dir in $dirs; do
        rmdir "$root/$dir" 2> /dev/null || :
    done
}

programs() {
    for p in netsim idlc; do
        put 755 "$build/bin/$p" "bin/$p"
    done
    for p in view convert grade; do
        put 755 "$build/bin/$p" "lib/rpclab/$p"
    done
    link ../lib/rpclab/convert bin/rpclab-convert
    # Each of these needs to know where something else is.
    for p in view grade; do
        put 755 grader/install/rpclab-$p "lib/rpclab/rpclab-$p"
        link ../lib/rpclab/rpclab-$p bin/rpclab-$p
    done
    put 755 grader/install/rpclab-node lib/rpclab/rpclab-node
    link ../lib/rpclab/rpclab-node bin/rpclab-node
    put 755 netsim/user/gate lib/rpclab/gate
    for f in allow.txt refuse.txt; do
        put 644 netsim/user/$f lib/rpclab/$f
    done
}

# One archive for code that idlc has made: rpclib, and what the labs add.
libraries() {
    {
        echo "create $build/install-librpc.a"
        for a in librpc liblab2-solution libtcp \
            liblab2-tcp_client-solution liblab2-tcp_server-solution \
            liblab1-solution liblab3-solution; do
            echo "addlib $build/$a.a"
        done
        printf 'save\nend\n'
    } > "$build/install.mri"
    "${AR:-ar}" -M < "$build/install.mri"
    put 644 "$build/install-librpc.a" lib/rpclab/librpc.a
    put 644 "$build/netsim/user/shim.a" lib/rpclab/shim.a
    for h in lab2-stubs/rpclib/*.h; do
        put 644 "$h" "include/rpclab/$h"
    done
}

texts() {
    for f in grader/*/*.world; do
        put 644 "$f" "share/rpclab/worlds/${f#grader/}"
    done
    for f in README.md HANDOUT.md LICENSE netsim/lang/README.md \
        grader/INSTRUCTORS.md; do
        [ ! -f "$f" ] || put 644 "$f" "share/doc/rpclab/$f"
    done
    for f in grader/install/examples/* netsim/bench/ping.c \
        lab3-atleastonce/bank/bank.x; do
        put 644 "$f" "share/doc/rpclab/examples/${f##*/}"
    done
    for f in build/man/*.1; do
        put 644 "$f" "share/man/man1/${f##*/}"
    done
    put 644 grader/install/completion.bash \
        share/bash-completion/completions/netsim
    for name in idlc rpclab-grade rpclab-view rpclab-convert; do
        link netsim share/bash-completion/completions/$name
    done
}

remove
case $what in
install)
    mkdir -p "$lib"
    : > "$list"
    programs
    libraries
    texts
    echo "installed $(wc -l < "$list") files below $root"
    ;;
uninstall) ;;
*) echo "install.sh: install or uninstall, not \"$what\"" >&2; exit 2 ;;
esac
