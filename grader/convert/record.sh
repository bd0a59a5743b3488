#!/bin/sh
# record.sh STATUS STATEMENT LAB ... - a record, as `grade --json` writes it, of
# a submission that was never run: of each lab one case, "labN.build".
#
# STATUS "fail": it does not build, and has 0 of 100 points.  "infra": nothing
# is known, and there is no score.  What is on standard input goes into the
# record as text.
set -eu
status=$1
statement=$2
shift 2

# A string of JSON: of printable ASCII only, since a compiler quotes whatever
# stands in a file.
quote() {
    LC_ALL=C tr '\t' ' ' | LC_ALL=C tr -cd '\n -~' | LC_ALL=C sed \
        's/["\\]/\\&/g' | awk '{ printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }'
}

case $status in
fail) complete=true exit=1 ;;
infra) complete=false exit=2 ;;
*)
    echo "record.sh: the status is fail or infra, not \"$status\"" >&2
    exit 2
    ;;
esac
said=$(printf '%s' "$statement" | tr '\n' ' ' | quote)
text=$(quote)
cases='' labs='' max=0
for lab; do
    report="{\"kind\": \"failure\", \"name\": \"lab$lab.build\", \"why\":
 \"$said\", \"schedule\": \"\", \"deviations\": 0, \"seed\": 1, \"expected\":
 \"\", \"actual\": \"\", \"diagram\": [], \"text\": \"$text\\n\", \"replay\":
 \"\", \"trace\": \"\", \"hint\": \"HANDOUT.md, lab $lab\"}"
    cases="$cases${cases:+, }
 {\"name\": \"lab$lab.build\", \"lab\": $lab, \"what\": \"it can be built\",
 \"rows\": \"\", \"points\": 0, \"max\": 100, \"status\": \"$status\",
 \"statement\": \"$said\", \"ms\": 0, \"report\": $report}"
    labs="$labs${labs:+, }{\"lab\": $lab, \"points\": 0, \"max\": 100}"
    max=$((max + 100))
done
score=
[ $complete = false ] ||
    score="\"points\": 0, \"max\": $max, \"labs\": [$labs],"
cat << END
{"format": "rpclab-results", "version": 1, "submission": "submission",
 "mode": {"isolated": false, "sanitizers": false, "prior": "reference",
 "enforced": [], "not_enforced": []},
 "complete": $complete, "graded": true, "ms": 0, "exit": $exit, $score
 "cases": [$cases]}
END
