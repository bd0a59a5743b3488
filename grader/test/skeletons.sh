#!/bin/sh
# skeletons.sh BUILD - what a student sees before the first line is written:
# no hang, no crash, the reason "not implemented" and the place.
set -u
build=$1
out=$(timeout 60 "$build/bin/grade" --lab 3 --nodes "$build/node" --ascii)
status=$?
echo "$out"
[ $status -eq 1 ] || { echo "exit status $status, not 1"; exit 1; }
echo "$out" | grep -q 'FAIL lab3.at-least-once: not implemented: lab 3 part' ||
    { echo 'the reason is not "not implemented"'; exit 1; }
echo "$out" | grep -q '^score 0/' || { echo "the score is not 0"; exit 1; }
