#!/bin/sh
# man.sh BUILD DIRECTORY PAGE... - make the manual pages in DIRECTORY, of what
# the programs in BUILD say with --help, and of man/*.notes.
set -eu
build=$1 out=$2
shift 2
here=$(dirname "$0")
mkdir -p "$out"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# help N PROGRAM [COMMAND]: what it says, as a file.
help() {
    n=$1
    shift
    "$@" --help > "$tmp/$n"
}

for page; do
    name=${page#rpclab-}
    says=$(awk -F '\t' -v page="$page" '$1 == page { print $2 }' \
        "$here/man/says.txt")
    rm -f "$tmp"/*
    case $page in
    rpclab-view) # which has keys, too
        "$build/bin/view" --manual > "$out/$page.1"
        continue
        ;;
    rpclab-node) help 0 "$here/rpclab-node" ;;
    *) help 0 "$build/bin/$name" ;;
    esac
    if [ "$page" = netsim ]; then
        n=0
        for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$tmp/0"); do
            n=$((n + 1))
            help $n "$build/bin/netsim" "$command"
        done
    fi
    awk -f "$here/man.awk" -v page="$page" -v says="$says" \
        -v renamed='grade view convert' "$tmp"/[0-9]* \
        "$here/man/$page.notes" > "$out/$page.1"
done
