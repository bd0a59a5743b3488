#!/bin/sh
# results.sh BUILD - the file of results is what its schema says, however a run
# ends, and the same whatever number of cases ran at a time.
set -u
build=$1
schema=grader/schema/results.schema.json
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
bad=0

python3 -c 'import jsonschema' 2> /dev/null || {
    echo "not tested: there is no python3-jsonschema"
    exit 1
}

complain() {
    echo "$*"
    bad=1
}

# NAME NODES OPTION ...: in a subshell, which becomes the grader.
grade() {
    name=$1 nodes=$2
    shift 2
    exec "$build/bin/grade" --nodes "$build/$nodes" --ascii \
        --json "$work/$name.json" "$@" > "$work/$name.txt" 2> "$work/$name.err"
}

# NAME EXPRESSION: the file is valid, and the expression is true of it.
valid() {
    python3 - $schema "$work/$1.json" "$2" << 'END' || complain "$1: wrong"
import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
r = json.load(open(sys.argv[2]))
jsonschema.Draft7Validator.check_schema(schema)
errors = list(jsonschema.Draft7Validator(schema).iter_errors(r))
for e in errors:
    print("/".join(map(str, e.path)) + ": " + e.message[:200])
states = {c["status"] for c in r["cases"]}
true = eval("(" + sys.argv[3] + ")")
if not true:
    print("not true: " + sys.argv[3])
sys.exit(bool(errors) or not true)
END
}

# NAME: without what a clock has said.
timeless() {
    sed -E 's/"ms": [0-9]+/"ms": 0/' "$work/$1.json"
}

# Wait until the run $! has written of a case that ended.
until_some() {
    for _ in $(seq 200); do
        grep -q '"begun": true' "$work/$1.json" 2> /dev/null && return
        sleep 0.05
    done
    complain "$1: no case has ended in 10 s"
}

(grade passing node-solution --lab 1 --jobs 1)
status=$?
[ $status -eq 0 ] || complain "passing: exit status $status"
valid passing 'r["complete"] and r["points"] == 100 and states == {"pass"}'

(grade several node-solution --lab 1 --jobs 5)
[ "$(timeless passing)" = "$(timeless several)" ] ||
    complain "several at a time: other results"
cmp "$work/passing.txt" "$work/several.txt" || bad=1

(grade failing node --jobs 2)
status=$?
[ $status -eq 1 ] || complain "failing: exit status $status"
valid failing 'r["complete"] and r["points"] < 40 and r["max"] == 400 and
    states == {"pass", "fail", "not-run"} and
    all("report" in c for c in r["cases"] if c["status"] == "fail")'

(grade part node-solution --test record --lab 1)
valid part 'r["complete"] and not r["graded"] and "points" not in r'

# One run of one case: right, wrong, and what can be said of either.
(grade run node-solution --test lab3.at-least-once --schedule '' \
    --traces "$work/run")
status=$?
[ $status -eq 0 ] || complain "one run: exit status $status"
[ -s "$work/run/lab3.at-least-once.jsonl" ] || complain "one run: no trace"
valid run 'r["mode"]["one_run"] and not r["graded"] and not r["gallery"] and
    r["nodes"].endswith("/node-solution") and r["worlds"] == "grader" and
    r["grade"].endswith("/bin/grade") and not r["isolate"] and r["replay"] == "make replay" and
    states == {"pass"} and r["cases"][0]["report"]["kind"] == "run" and
    r["cases"][0]["report"]["world"] == "grader/lab3/bank.world"'

(grade wrong node-solution --gallery --test 1-double-debit --margin 3 \
    --schedule 'drop server->client #1; drop server->client #9')
status=$?
[ $status -eq 1 ] || complain "a wrong run: exit status $status"
valid wrong 'r["gallery"] and states == {"fail"} and
    r["cases"][0]["report"]["idle"] == ["drop server->client #9"] and
    r["cases"][0]["report"]["margin"][0][0] == 0 and
    r["cases"][0]["report"]["margin"][-1][1:] == [3, 3]'

# What one case shows of several can be run by itself.
for shown in lab4.atm-window-log lab4.atm-window-dispense; do
    (grade shown node-solution --test $shown --less \
        --schedule 'delay atm->server #1 by 1ms; crash atm @dispense #1')
    valid shown 'r["cases"][0]["name"].startswith("lab4.atm-window-") and
        r["cases"][0]["report"]["name"] == r["cases"][0]["name"]'
done

# Another seed is a grade, too; only with a limit of faults it is none.
(grade seeded node-solution --lab 1 --seed 7)
[ $? -eq 0 ] || complain "another seed: not all points"
valid seeded 'r["graded"] and r["points"] == 100 and r["mode"]["seed"] == 7'
grep -q '^in worlds of seed 7$' "$work/seeded.txt" || complain "no word of it"
(grade limited node-solution --lab 1 --seed 7 --faults 1)
valid limited 'not r["graded"] and r["mode"]["seed"] == 7'

# A random world that is wrong, again in the file that was left.
cat > "$work/small.world" << 'END'
seed 77
host server bank-server 0.0.0.0:20049 alice 100
host client1 bank-client server:20049 debit alice 10
link *->* delay 10ms
limit 60s
END
(grade small node-solution --test lab3.random --schedule '' --seed 77 \
    --world "$work/small.world")
valid small 'states == {"pass"} and r["cases"][0]["report"]["seed"] == 77 and
    r["cases"][0]["report"]["world"].endswith("/small.world") and
    "SEED" not in r["cases"][0]["report"]["replay"]'

# MESSAGE OPTION ...: it is refused, and not run.
refused() {
    message=$1
    shift
    "$build/bin/grade" --nodes "$build/node-solution" "$@" \
        > "$work/out" 2> "$work/err"
    status=$?
    [ $status -eq 2 ] || complain "$*: exit status $status"
    [ -s "$work/out" ] && complain "$*: it has run"
    grep -qF -- "$message" "$work/err" ||
        complain "$*: \"$(cat "$work/err")\", not \"$message\""
}

refused '<schedule>:1:6: error: unknown host "alice"' \
    --test lab3.at-least-once --schedule 'drop alice->client #1'
refused 'no case is named "lab3.at-least"; did you mean "lab3.at-least-once"?' \
    --test lab3.at-least --schedule ''
refused 'no case is named "lab3.at-least-once"' \
    --gallery --test lab3.at-least-once --schedule ''
refused 'lab4.discard is not a run of a world' \
    --test lab4.discard --schedule ''
refused 'cannot open: no/such.world' \
    --test lab3.at-least-once --schedule '' --world no/such.world
refused '--schedule is about one case: which --test?' --schedule ''
refused '--less is about one run: which --schedule?' --less
refused '--margin takes a number from 1 to 1000, not "0"' --margin 0
refused 'only one of --less, --nearest and --margin' \
    --test lab3.at-least-once --schedule '' --less --nearest
refused '--seed takes a number from 1 to 1,000,000,000, not "0"' --seed 0
refused '--seed takes' --seed 1000000001

for signal in INT KILL; do
    grade "$signal" node-solution --lab 4 --jobs 2 &
    until_some "$signal"
    kill -s $signal $!
    wait $! 2> /dev/null
    status=$?
    case $signal in
    INT) [ $status -eq 130 ] || complain "stopped: exit status $status" ;;
    esac
    valid "$signal" 'not r["complete"] and "points" not in r and
        "stopped" in states and "pass" in states and
        any(not c["begun"] for c in r["cases"])'
done
grep -q '^lab4.*STOPPED.*stopped after ' "$work/INT.txt" ||
    complain "stopped: it does not say what was covered"

"$build/bin/grade" --nodes "$build/node-solution" --test lab1.msg-bytes \
    --json "$work/no/such.json" > "$work/out" 2>&1
status=$?
[ $status -eq 2 ] || complain "no file of results: exit status $status"
grep -q "^grade: cannot write $work/no/such.json: No such file" "$work/out" ||
    complain "it does not say that no results can be left"
exit $bad
