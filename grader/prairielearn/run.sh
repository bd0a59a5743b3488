#!/bin/sh
# run.sh - the entry point of PrairieLearn's external grader.  The lab is that
# of the question: LAB in "environment" of its info.json.
set -eu
grade=${GRADE:-/grade}
kit=$(cd "$(dirname "$0")/../.." && pwd)

exec sh "$kit/grader/convert/service.sh" prairielearn \
    "$grade/results/results.json" "$grade/student"
