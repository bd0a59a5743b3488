#!/bin/sh
# help.sh - `make help` names each target that a person may want, and only
# what there is; in groups, and in lines that fit a terminal.
set -u
make=${MAKE:-make}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
bad=0

complain() {
    echo "check-help: $*"
    bad=1
}

# Parts of others.
cat > "$tmp/private" <<'END'
FORCE
submission
reference
class-kit
random-nodes
conform-real
interop-peers
check-grader-builds
END

$make -s help > "$tmp/help" || exit 1
awk 'length($0) > 80' "$tmp/help" | grep . && complain "too long for a line"
[ "$(grep -c '^[A-Z][A-Z ]*$' "$tmp/help")" -ge 4 ] || complain "no groups"

$make -pn help 2> /dev/null | sed -n 's/^\.PHONY: //p' | tr ' ' '\n' |
    grep -v '^run-fuzz-' | sort -u > "$tmp/phony"
grep -oE 'make ([A-Z]+=[^ ]* )?[a-z][a-z0-9-]*' "$tmp/help" |
    sed 's/.* //' | sort -u > "$tmp/named"
sort "$tmp/private" "$tmp/named" | comm -23 "$tmp/phony" - | grep . &&
    complain "no word of these"
comm -13 "$tmp/phony" "$tmp/named" | grep . && complain "there are none of these"
[ $bad -ne 0 ] || echo "$(wc -l < "$tmp/named") targets"
exit $bad
