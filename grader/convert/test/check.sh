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

PYTHONDONTWRITEBYTECODE=1 "$python" "$here/check.py" "$build/bin/convert" \
    "$tmp"
