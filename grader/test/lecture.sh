#!/bin/sh
# lecture.sh BUILD - the scenes of INSTRUCTORS.md: after its keys each has on
# the screen what the page says.  Needs build/gallery.
#
# A row of a scene is "| `keys` | `what is on the screen` | ... |"; keys of a
# scene add up.  "Enter" is the key.
set -u
build=${1:?usage: lecture.sh BUILD}
bad=0
n=0
tmp=$(mktemp) || exit 2
trap 'rm -f "$tmp"' EXIT
sed -nE '/^## Eight failures/,/^## When/{
    s/^### Scene ([0-9]).*/scene \1/p
    s/^\| `([^`]+)` \| `([^`]+)` \|.*/\1	\2/p
}' grader/INSTRUCTORS.md > "$tmp"
keys=
while IFS='	' read -r typed shown; do
    case $typed in
    scene*) keys='' scene=${typed#scene }; continue ;;
    esac
    keys=$keys$(printf '%s' "$typed" | sed "s/Enter/<Enter>/")
    n=$((n + 1))
    LC_ALL=C.UTF-8 "$build/bin/view" --dump --size 30x100 --keys "$keys" \
        build/gallery < /dev/null | grep -qF -e "$shown" || {
        echo "scene $scene: after \"$keys\" there is no \"$shown\""
        bad=1
    }
done < "$tmp"
[ $n -ge 20 ] || { echo "lecture.sh: $n steps of scenes only"; bad=1; }
[ $bad -ne 0 ] || echo "$n steps of scenes"
exit $bad
