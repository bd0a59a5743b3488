#!/bin/sh
# autograde.sh KIT HANDIN - unpack what a student has handed in, and grade it.
# The last line on standard output is what Autolab wants.
#
# KIT is used if it is a directory, otherwise the one beside this script.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kit=$1
handin=$2
[ -d "$kit" ] || kit=$here/rpclab
set -a # for the scripts of the kit
# shellcheck source=/dev/null # made by `make autolab`
. "$here/settings"

# No more than 20 MB a file, not for long; what is no archive is one file.
in=$(mktemp -d)
trap 'rm -rf "$in"' EXIT
(
    ulimit -f 40960
    timeout 30 tar -C "$in" --no-same-owner --no-same-permissions -xf "$handin"
) || cp "$handin" "$in/" || true
sh "$kit/grader/convert/service.sh" autolab - "$in" 2> autograde.log
