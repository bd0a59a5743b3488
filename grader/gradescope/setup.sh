#!/bin/sh
# setup.sh - run once by Gradescope, when it builds the image: install what
# grading needs, build the kit, and try it with the solution, so that a kit that
# cannot grade is found now and not by students.
set -eu
root=${AUTOGRADER:-/autograder}
kit=$root/source/rpclab
set -a # for the scripts of the kit
# shellcheck source=/dev/null # made by `make gradescope`
. "$root/source/settings"

"$kit/.ci/setup" grade
sh "$kit/grader/convert/warm.sh"
