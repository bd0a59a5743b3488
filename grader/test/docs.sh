#!/bin/sh
# docs.sh - README and HANDOUT tell the truth: their commands run, and every
# line of a diagram or a result that they show is printed by one of them.
set -u
docs="README.md HANDOUT.md"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

# Commands: indented by four, or the first column of the table.
# shellcheck disable=SC2086 # a list of files
{
    sed -n 's/  *# .*//; s/^    \(make .*\)/\1/p' $docs
    sed -n 's/^| `\(make [^`]*\)`.*/\1/p' $docs
} | sed 's/ *$//' | sort -u | grep -vE '^make (setup|clean)' > "$tmp/commands"
[ -s "$tmp/commands" ] || { echo "no command found in $docs"; exit 1; }

export LC_ALL=C.UTF-8
while read -r command; do
    sh -c "$command" > "$tmp/out" 2>&1
    status=$?
    cat "$tmp/out" >> "$tmp/all"
    # Grading the skeletons fails, as it should.
    if [ $status -ne 0 ] && [ "$command" != "make grade LAB=3" ]; then
        echo "\`$command\` fails:"
        cat "$tmp/out"
        bad=1
    fi
done < "$tmp/commands"

# Shown lines: diagrams, and results of cases.
# shellcheck disable=SC2086 # a list of files
grep -hE '^ +[0-9.]+ +[●│▣◷✔✗✖↺▪┊!]|^EXHIBIT |^lab[1-4]\.[a-z-]+ ' $docs \
    > "$tmp/shown"
[ -s "$tmp/shown" ] || { echo "no diagram found in $docs"; exit 1; }
while IFS= read -r line; do
    grep -qxF -e "$line" "$tmp/all" && continue
    printf 'shown, but no command prints it:\n%s\n' "$line"
    bad=1
done < "$tmp/shown"

# Every schedule that the handout explains can be parsed and run.
sed -n 's/^| `\(\(drop\|duplicate\|delay\|crash\) [^`]*\)` |.*/\1/p' HANDOUT.md \
    > "$tmp/schedules"
[ -s "$tmp/schedules" ] || { echo "no schedule in HANDOUT.md"; exit 1; }
while IFS= read -r schedule; do
    make replay SUBMISSION=solution SCHEDULE="$schedule" > "$tmp/out" 2>&1 || {
        echo "schedule \`$schedule\`:"
        cat "$tmp/out"
        bad=1
    }
    grep -F "did not happen" "$tmp/out" && bad=1
done < "$tmp/schedules"

# Links to files of the tree.
for f in $(grep -hoE '\]\([^)#:]+\)' README.md HANDOUT.md ./*/README.md |
    tr -d '])('); do
    [ -e "$f" ] || { echo "link to $f, which is not there"; bad=1; }
done
echo "$(wc -l < "$tmp/commands") commands, $(wc -l < "$tmp/shown") shown lines"
exit $bad
