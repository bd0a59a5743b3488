#!/bin/sh
# check.sh BUILD - does a class that is stopped, killed and gone on with come
# to the same gradebook as one that is not; does each submission get its
# status; is nothing left behind.
set -u
build=${1:?usage: check.sh BUILD}
here=$(dirname "$0")
work=$(mktemp -d) || exit 2
class=$work/class
bad=0
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

complain() {
    echo "check-class: $*"
    bad=1
}

# The class: of lab 1, which is the quickest.
make_class() {
    "$here/make_class.sh" "$class" 5 \
        'reference broken partly damaged cheat=steps-by-write' || exit 2
    rm -rf "$class/student-001"/lab[234]-*
    # Without a way out, by name or by link; nobody may be a formula.
    mkdir "$class/=1+1" "$class/student, \"the last\""
    cp lab1-sockets/*.c "$class/=1+1"
    ln -s /etc/passwd "$class/=1+1/more.c"
    cp lab1-sockets/solution/*.c "$class/student, \"the last\""
    rm "$class/student, \"the last\"/kv_server.c"
    (cd "$class/student-002" && tar -czPf ../student-006.tar.gz \
        --transform 's,^record,../../record,' ./*.c record.c)
}

# Ends by exec: called with "&" it is the process that is to be stopped.
grade() {
    out=$1
    shift
    exec "$@" --submissions "$class" --out "$work/$out" --build "$build" \
        --cc "${CC:-gcc}" --san "${SAN:-1}" --jobs 2
}

same() {
    diff "$work/whole/gradebook.csv" "$work/$1/gradebook.csv" ||
        complain "another gradebook"
}

# A line of the gradebook, but for its end.
has() {
    grep -q "^$1" "$work/whole/gradebook.csv" || {
        complain "no line $1"
        cat "$work/whole/gradebook.csv"
    }
}

# wait_for N: until so many have a record.
wait_for() {
    for _ in $(seq 300); do
        n=$(find "$work/parts" -name record.json 2> /dev/null | wc -l)
        [ "$n" -lt "$1" ] || return
        sleep 0.1
    done
    complain "no $1 records within 30 s"
}

# Nothing may work on for a class that has ended.  The pattern is in a file,
# for grep is a process, too.
echo "$work/parts" > "$work/pattern"
nothing_runs() {
    for _ in $(seq 50); do
        running=$(grep -slF -f "$work/pattern" /proc/[0-9]*/cmdline)
        [ -n "$running" ] || return
        sleep 0.1
    done
    complain "$1: these still run: $running"
}

make_class
(grade whole "$build/bin/class" run) > "$work/log" || {
    complain "exit status $?"
    cat "$work/log"
}
has 'student-001,100,,,,100,100,graded,'
has "student-002,,,,,,100,lab 1 does not build: lab1-sockets/record.c:"
has 'student-003,100,,,,,200,lab 3 does not build: '
has 'student-004,,,,,,,cannot be read: '
has 'student-005,[0-9],,,,[0-9],100,graded,cheat-suspected'
has 'student-006,,,,,,100,.*,odd-names'
has "\"'=1+1\",[0-9],,,,[0-9],100,graded,odd-names"
has '"student, ""the last""",[1-9][0-9],,,,[1-9][0-9],100,graded,'
for file in report.txt report.html results.json build.log; do
    [ -s "$work/whole/student-001/$file" ] || complain "no $file"
done
grep -q 'does not build' "$work/whole/student-002/report.html" ||
    complain "the page of student-002 does not say why"
for file in report.txt report.html; do
    grep -q 'lab 3 does not build' "$work/whole/student-003/$file" ||
        complain "student-003/$file does not say what was not graded"
done
[ -z "$(ls "$work/whole/work")" ] || complain "scratch directories are left"

# Stopped, then killed, then gone on with.
grade parts "$build/bin/class" run > "$work/log" &
pid=$!
wait_for 1
kill -TERM $pid
wait $pid
status=$?
[ $status = 143 ] || complain "exit status $status of what SIGTERM has ended"
grep -q 'the same command goes on' "$work/log" || complain "no word of how"
nothing_runs SIGTERM
[ ! -f "$work/parts/gradebook.csv" ] || complain "half a gradebook"
grade parts "$build/bin/class" run > "$work/log" &
pid=$!
wait_for 3
kill -KILL $pid
wait $pid
nothing_runs SIGKILL
if command -v parallel > /dev/null; then
    "$here/../grade_class.sh" parallel "$build" "$class" 2 \
        --out "$work/parts" --cc "${CC:-gcc}" --san "${SAN:-1}" \
        > "$work/log" || complain "parallel: $(cat "$work/log")"
else
    (grade parts "$build/bin/class" run) > "$work/log"
fi
same parts
before=$(find "$work/parts" -name record.json | sort | xargs md5sum)
(grade parts "$build/bin/class" run) > "$work/log"
same parts
[ "$before" = "$(find "$work/parts" -name record.json | sort |
    xargs md5sum)" ] || complain "what was done is done again"

# A hidden seed: another grading, in worlds that say so.
(grade seeded "$build/bin/class" one --seed 0x7 student-001) \
    > "$work/log" 2>&1 && complain "a seed of 0x7"
(grade parts "$build/bin/class" one --seed 7 student-001) > "$work/log"
grep -q '"seed": 7' "$work/parts/student-001/results.json" ||
    complain "a hidden seed is no other grading"
grep -q '"points": 100' "$work/parts/student-001/record.json" ||
    complain "a hidden seed, and no score"
(grade parts "$build/bin/class" one student-001) > "$work/log"
grep -q '"seed": 7' "$work/parts/student-001/results.json" &&
    complain "the seed stays"

# What was graded before is no verdict on what could not be graded now.
rmdir "$work/parts/work" && : > "$work/parts/work"
(grade parts "$build/bin/class" run) > "$work/log" 2>&1
status=$?
[ $status = 1 ] || complain "exit status $status where nothing can be graded"
grep -q '^student-001,,.*,infra' "$work/parts/gradebook.csv" ||
    complain "an old record is taken for a new one"

# A full disk is not the student's fault, and "one" says so by its status.
mkdir -p "$work/full/alice"
echo '#error record.o: No space left on device' > "$work/full/alice/record.c"
class=$work/full
(grade full-out "$build/bin/class" one) > "$work/log" 2>&1
status=$?
[ $status = 1 ] || complain "exit status $status of one on a full disk"
grep -q 'not graded: No space' "$work/full-out/alice/record.json" ||
    complain "a full disk is taken for a program that does not build"
exit $bad
