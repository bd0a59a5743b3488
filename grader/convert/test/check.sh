#!/bin/sh
# check.sh BUILD - what `convert` makes of records is what the readers of each
# format can read, and says the same.
set -u
build=$1
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

python=
for p in python3 /usr/bin/python3; do
    "$p" -c 'import jsonschema' 2> /dev/null && python=$p && break
done
[ -n "$python" ] || {
    echo "not tested: python3-jsonschema is not installed"
    exit 1
}
for tool in xmllint prove; do
    command -v $tool > /dev/null || {
        echo "not tested: $tool is not installed"
        exit 1
    }
done

# Besides records that were made up, some of real gradings: failures, exhibits
# without a score, all points.  Their text is what the grader has printed.
record() { # NAME OPTION ...
    name=$1
    shift
    timeout 60 "$build/bin/grade" --utf8 --traces "$tmp" \
        --json "$tmp/$name.json" "$@" > "$tmp/$name.txt"
    [ -s "$tmp/$name.json" ] || {
        echo "there is no record of $name"
        exit 1
    }
}
record skeletons --nodes "$build/node"
record gallery --nodes "$build/node-solution" --gallery
record solution --nodes "$build/node-solution" --lab 1

PYTHONDONTWRITEBYTECODE=1 "$python" "$here/check.py" "$build/bin/convert" \
    "$tmp" skeletons gallery solution
