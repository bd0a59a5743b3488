#!/bin/sh
# docs.sh - README and HANDOUT tell the truth: their commands run, and every
# line of a diagram, a result or a table that they show is printed by one of
# them; text.sh compares what else they say.  The READMEs of the parts: their
# commands run, too (but for the proxy's, which has a test of its own), their
# examples are read, and they name each file of their directory.
set -u
docs="README.md HANDOUT.md grader/INSTRUCTORS.md"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

# Commands: indented by four, or the first column of a table.  A line that ends
# with a backslash goes on.
commands() { # PATTERN FILE ...
    pattern=$1
    shift
    sed -e ':more' -e '/\\$/{N;s/ *\\\n */ /;b more' -e '}' "$@" |
        sed -nE "s/  +# .*//; s,^    (${pattern}),\\1,p
            s,^\\| \`(${pattern}[^\`]*)\`.*,\\1,p" | sed 's/ *$//'
}
# shellcheck disable=SC2086 # a list of files
{
    commands 'make ' $docs netsim/tool/README.md grader/README.md
    commands 'build/gcc-plain/bin/grade ' grader/README.md grader/INSTRUCTORS.md
    commands 'netsim run ' netsim/tool/README.md |
        sed "s,bank.trace,$tmp/bank.trace,"
} | sort -u | grep -vE '^make (setup|clean|bench|check|soak|grade-class|dist|handin|install)|collected|LAB=5' > "$tmp/commands"
[ -s "$tmp/commands" ] || { echo "no command found in $docs"; exit 1; }

export LC_ALL=C.UTF-8
for san in 1 0; do
    make SAN=$san all > "$tmp/out" 2>&1 || { cat "$tmp/out"; exit 1; }
done
PATH=$PWD/build/gcc-san/bin:$PATH
make handin LAB=3 > /dev/null # which a command grades
while read -r command; do
    sh -c "$command" < /dev/null > "$tmp/out" 2>&1
    status=$?
    cat "$tmp/out" >> "$tmp/all"
    # Grading the skeletons fails, as it should.
    case $command in
    *SUBMISSION=build/*) status=0 ;;
    *SUBMISSION=*) ;;
    "make grade LAB="[1-4] | "make grade LAB="[1-4]" TEST="*) status=0 ;;
    esac
    if [ $status -ne 0 ]; then
        echo "\`$command\` fails:"
        cat "$tmp/out"
        bad=1
    fi
done < "$tmp/commands"

# Shown lines: diagrams, results of cases, and all of a block that begins with
# words of a program.  The four causes of silence: but for the indent.
# shellcheck disable=SC2086 # a list of files
{
    grep -hE '^ +[0-9.]+ +[●│▣◷✔✗✖↺▪┊!]|^EXHIBIT |^lab[1-4]\.[a-z-]+ ' $docs
    awk '/^```/ { on = !on; first = on; shown = 0; next }
        on && first { shown = /^(Executions of a call|Step [0-9]+ of 10|hello I)/ }
        { first = 0 }
        on && shown && !/^$/' $docs
    sed -nE 's/^ +((requests|replies) are lost|the server (crashes|is slow)) {3}/  &/p' \
        $docs | sed 's/^ *//; s/^/  /'
} > "$tmp/shown"
[ -s "$tmp/shown" ] || { echo "no diagram found in $docs"; exit 1; }
while IFS= read -r line; do
    grep -qxF -e "$line" "$tmp/all" && continue
    printf 'shown, but no command prints it:\n%s\n' "$line"
    bad=1
done < "$tmp/shown"

# The solution's predictions are no points that could be lost.
for n in 1 2 3 4; do
    grep -q "^lab$n\.predict  *pass " "$tmp/all" && continue
    echo "lab $n: what the solution predicts is not as measured"
    bad=1
done

# Every schedule that the handout explains can be parsed and run.
deviation='drop|duplicate|delay|corrupt|hold|partition|oneway|crash|power'
deviation="$deviation|pause|clock|short|error|switch"
sed -nE "s/^\| \`(($deviation) [^\`]*)\` \|.*/\1/p" HANDOUT.md |
    sed 's/\\|/|/g' > "$tmp/schedules"
[ -s "$tmp/schedules" ] || { echo "no schedule in HANDOUT.md"; exit 1; }
while IFS= read -r schedule; do
    make replay SUBMISSION=solution SCHEDULE="$schedule" > "$tmp/out" 2>&1 || {
        echo "schedule \`$schedule\`:"
        cat "$tmp/out"
        bad=1
    }
    grep -F "did not happen" "$tmp/out" && bad=1
done < "$tmp/schedules"

# So can all examples of the languages, as `netsim run` takes them.
parses() { # OPTION TEXT
    netsim run --host 'atm build/gcc-san/node/ping.so - 7' --quiet \
        --programs build/gcc-san/node-solution "$@" grader/lab3/bank.world \
        > "$tmp/out" 2>&1 && return
    echo "netsim/lang/README.md: $*:"
    cat "$tmp/out"
    bad=1
}
block() { # of the examples, the nth
    awk -v n="$1" '/^```/ { k++; next } k == 2 * n - 1' netsim/lang/README.md |
        sed 's/   .*//'
}
block 1 > "$tmp/schedules"
block 2 | sed 's/^/* /' > "$tmp/links"
block 3 | sed 's/^/* /' > "$tmp/faults"
block 4 > "$tmp/world"
while IFS= read -r line; do parses --schedule "$line"; done < "$tmp/schedules"
while IFS= read -r line; do parses --link "$line"; done < "$tmp/links"
while IFS= read -r line; do parses --faults "$line"; done < "$tmp/faults"
netsim run --programs build/gcc-san/node-solution "$tmp/world" > "$tmp/out" 2>&1
[ $? -le 1 ] || { echo "netsim/lang/README.md: world:"; cat "$tmp/out"; bad=1; }

# A README names each file of its directory: `name.c`, or `name.h` `.c`.
for readme in netsim/README.md netsim/*/README.md grader/README.md \
    lab2-stubs/rpclib/README.md; do
    dir=${readme%/README.md}
    for f in $(git ls-files "$dir" | sed -n "s,^$dir/\([^/]*\)$,\1,p" |
        grep -vxE 'README.md|build.mk'); do
        grep -qE "\`${f%.*}(\.${f##*.}|\.h\` \`\.${f##*.})\`|\`$f\`" \
            "$readme" || { echo "$readme does not name $f"; bad=1; }
    done
done

# What is on the screen in a lecture.  The commands above have made the traces.
grader/test/lecture.sh build/gcc-plain || bad=1

grader/test/text.sh || bad=1
echo "$(wc -l < "$tmp/commands") commands, $(wc -l < "$tmp/shown") shown lines"
exit $bad
