#!/bin/sh
# kit.sh BUILD - what students use besides grade and replay: from a lab's own
# folder as from the top, with real programs, under a debugger; what an error
# of the build ends with; what is handed in.  Run by `make check-kit`.
set -u
build=$1
san=1
[ "${build%-plain}" = "$build" ] || san=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
bad=0
unset MAKEFLAGS MAKELEVEL MFLAGS LAB WORLD SUBMISSION

complain() { # SENTENCE
    echo "kit.sh: $1"
    tail -n 15 "$tmp/log"
    bad=1
}

run() { # COMMAND...: its output in $tmp/log
    "$@" > "$tmp/log" 2>&1 < /dev/null
}

says() { # WORDS: a whole line, as an expression
    grep -qE "^$1\$" "$tmp/log" || complain "no line \"$1\""
}

# ---- the table of parts --------------------------------------------------

: > "$tmp/log"
grader/kit/parts.sh > "$tmp/parts"
ls lab*/*.c lab*/*.faults | LC_ALL=C sort > "$tmp/files"
sed 's/.*|//' "$tmp/parts" | LC_ALL=C sort | diff "$tmp/files" - > "$tmp/log" ||
    complain "the READMEs of the labs name other files"
while IFS= read -r file; do
    run grader/kit/part.sh 'is odd' "$file"
    says "lab [1-4], parts? [A-F]( and [A-F])? \(${file##*/}\): is odd; \
HANDOUT.md,( \"Part [A-F]: [^\"]+\",?)+"
done < "$tmp/files"
run grader/kit/part.sh 'is odd' lab2-stubs/mine.c
says 'lab 2 \(mine.c\): is odd'

# ---- errors of the build -------------------------------------------------

# With this at the end of udp_client.c.
broken() { # TEXT EXPECTED
    rm -rf "$tmp/theirs"
    mkdir "$tmp/theirs"
    cp lab3-atleastonce/udp_*.c "$tmp/theirs/"
    printf '%s\n' "$1" >> "$tmp/theirs/udp_client.c"
    run make -s SAN=$san SUBMISSION="$tmp/theirs" submission &&
        complain "it builds: $1"
    # What follows is make's own.
    last=$(grep -v '^make' "$tmp/log" | tail -n 1)
    [ "$last" = "lab 3, part A (udp_client.c): $2; HANDOUT.md, \
\"Part A: the client\"" ] || complain "it does not end so: $last"
}

broken 'int x = ;' 'does not compile'
broken 'static void __attribute__((constructor)) early(void) { }' 'is refused'
broken 'int system(const char *s); int f(void); int f(void) { return system("x"); }' \
    'is refused'

# ---- a lab's own folder --------------------------------------------------

in_lab() { # LAB ARGUMENT...
    dir=$(ls -d lab"$1"-*)
    shift
    run make -C "$dir" SAN=$san "$@"
}

in_lab 1 replay SUBMISSION=solution
says 'get\(x\) = 1'
in_lab 2 replay SUBMISSION=solution
says 'two two: two 2'
in_lab 3 replay SUBMISSION=solution SCHEDULE='drop server->client #3'
says 'debit alice 10: 80'
in_lab 4 replay SUBMISSION=solution
says 'debit alice 10: 90'
run make -s SAN=$san replay LAB=4 SUBMISSION=solution
says 'debit alice 10: 90'
# There is a directory test/, and yet something to do; "solution" is no name of
# a file; other names are.
in_lab 3 test TEST=double
says 'lab3\.break-double-debit +FAIL .*has no deviation yet'
in_lab 3 -n grade SUBMISSION=solution
grep -q -- '--submission .solution. ' "$tmp/log" ||
    complain "SUBMISSION=solution is something else in a lab's folder"
in_lab 3 -n grade SUBMISSION=../lab3-atleastonce/solution
grep -q -- "--submission '$PWD/lab3-atleastonce/solution' " "$tmp/log" ||
    complain "SUBMISSION is not from the lab's folder"
in_lab 3 -n
grep -q -- '--lab .3. ' "$tmp/log" || complain "make alone does not grade"
in_lab 3 -n view
grep -q -- "bin/view" "$tmp/log" || complain "make view does not view"
in_lab 3 gdb GDB='gdb -batch' SUBMISSION=solution AT='client @sendto #1'
grep -q ' udp_transact (' "$tmp/log" || complain "make gdb is not there"
run make -n gdb SUBMISSION=solution SCHEDULE='drop server->client #3'
grep -q "gdb.sh 'gdb' " "$tmp/log" || complain "make gdb has no debugger"

# A schedule in a file of a lab is tried in the world that it is about.
run make -s SAN=$san replay SCHEDULE=@double-debit.faults SUBMISSION=solution
says 'debit alice 10: 80'
run make -n SAN=$san replay SCHEDULE=@id-reused.faults
grep -q 'grader/lab4/id-reused.world' "$tmp/log" ||
    complain "it is tried in another world"
run make -s SAN=$san replay SCHEDULE=@nosuch.faults &&
    complain "there is no such schedule"
says '.*SCHEDULE=@nosuch.faults: there is no such file .*'

# ---- real programs -------------------------------------------------------

# Nothing runs on.  The pattern is in a file, for grep is a process, too.
echo "$PWD/$build/real-solution/" > "$tmp/pattern"
nothing_runs() {
    for _ in $(seq 40); do
        found=$(grep -slF -f "$tmp/pattern" /proc/[0-9]*/cmdline)
        [ -n "$found" ] || return 0
        sleep 0.1
    done
    complain "these still run: $found"
}

in_lab 1 real SUBMISSION=solution
says 'client \| get\(x\) = 1'
in_lab 2 real SUBMISSION=solution
says 'client \| two two: two 2'
in_lab 3 real SUBMISSION=solution SCHEDULE='drop server->client #3'
says 'proxy  \| .*ms server->client #3 lost \(schedule\).*'
says 'client \| debit alice 10: 80'
says "    $build/real-solution/bank-server 127.0.0.1:20049"
says ".* --listen udp:20050 --to localhost:20049 .* --schedule \
'drop server->client #3' grader/lab3/bank.world"
says 'real: the client has ended with exit status 0'
in_lab 4 real SUBMISSION=solution LINK='client->server loss 30%'
says 'client \| debit alice 10: 90'
in_lab 3 real
says 'server \| not implemented: lab 3 part B: udp_server_open.*'
in_lab 3 real SUBMISSION=solution SCHEDULE='crash server @exec #1'
says 'real: the proxy does not start: see what it said'
nothing_runs

# Ctrl-C, while the client waits for a reply that never comes.
setsid grader/kit/real.sh "$build" "$build/real-solution" grader/lab1/kv.world \
    42 > "$tmp/log" 2>&1 < /dev/null &
one=$!
# A shell lets what it starts in the background ignore an interrupt.
LINK='client->server loss 100%' setsid \
    perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' grader/kit/real.sh "$build" \
    "$build/real-solution" grader/lab1/kv.world 42 > "$tmp/hangs" 2>&1 \
    < /dev/null &
two=$!
wait $one || complain "real.sh fails"
for _ in $(seq 50); do
    grep -q 'client->server #1 lost' "$tmp/hangs" && break
    sleep 0.1
done
grep -q 'client->server #1 lost' "$tmp/hangs" || complain "nothing is lost"
kill -s INT -- -$two
wait $two
[ $? -eq 130 ] || complain "Ctrl-C does not end it as such"
nothing_runs

# ---- what is handed in ---------------------------------------------------

mkdir -p "$tmp/kit/grader"
cp -r lab3-atleastonce "$tmp/kit/"
cp -r grader/kit "$tmp/kit/grader/"
mine=$tmp/kit/lab3-atleastonce
run "$tmp/kit/grader/kit/handin.sh" 3
says '  note: lab3-atleastonce/udp_client.c: something is still "not implemented"'
says '  note: lab3-atleastonce/stale-put.faults has no deviation yet'
says 'build/handin-lab3.tar.gz: 6 files, 6 notes. Hand in this file.'
cp "$mine"/solution/*.* "$mine/"
run "$tmp/kit/grader/kit/handin.sh" 3
says 'build/handin-lab3.tar.gz: 6 files, 0 notes. Hand in this file.'
right=$tmp/kit/build/handin-lab3.tar.gz
cp "$right" "$tmp/right.tar.gz"
touch "$mine/udp_client.c"
run "$tmp/kit/grader/kit/handin.sh" 3
cmp "$right" "$tmp/right.tar.gz" || complain "the same files, another archive"
tar -tzf "$right" | grep -v '/$' > "$tmp/log"
says 'MANIFEST.json'
says 'lab3-atleastonce/predict.txt'
[ "$(wc -l < "$tmp/log")" -eq 7 ] || complain "there is something else in it"

run make -s SAN=$san grade TEST=break SUBMISSION="$tmp/right.tar.gz"
says 'lab3.break-double-debit +pass .*'
grep -q '^note: ' "$tmp/log" && complain "a note about what is right"

# What is packed is built.
cat > "$tmp/builds" <<END
#!/bin/sh
exec make -C "$PWD" SAN=$san "\$1" "\${2%%=*}=$tmp/kit/\${2#*=}" "\$3"
END
chmod +x "$tmp/builds"
run env MAKE="$tmp/builds" "$tmp/kit/grader/kit/handin.sh" 3 ||
    complain "what builds is said not to"
echo 'int x = ;' >> "$mine/store.c"
run env MAKE="$tmp/builds" "$tmp/kit/grader/kit/handin.sh" 3 &&
    complain "what does not build is not noticed"
says 'lab3-atleastonce/store.c:[0-9]*:9: error: .*'
says 'lab 3, part C \(store.c\): does not compile; .*'
says 'build/handin-lab3.tar.gz: 6 files, 0 notes. It does NOT BUILD: .*'

rm "$mine/store.c"
ln -s udp_client.c "$mine/link.c"
echo hello > "$mine/notes.txt"
echo '1 B' > "$mine/predict.txt"
echo 'int mine;' > "$mine/my own.c"
run "$tmp/kit/grader/kit/handin.sh" 3
says '  note: lab3-atleastonce/store.c is missing: it counts as not written'
says '  note: lab3-atleastonce/link.c is not packed: it is a link.*'
says '  note: lab3-atleastonce/notes.txt is not packed: .*'
says '  note: lab3-atleastonce/my own.c is not packed: its name.*'
says '  lab3-atleastonce/predict.txt +4 bytes'
run "$tmp/kit/grader/kit/handin.sh" 7 && complain "there is no lab 7"
run "$tmp/kit/grader/kit/handin.sh" 2 && complain "lab 2 is not there"

# ---- what comes of it ----------------------------------------------------

# Changed on its way: said to its author, and to the instructor.
mkdir "$tmp/changed" "$tmp/class" "$tmp/new"
cp lab1-sockets/*.c "$tmp/changed/"
cp -r lab1-sockets "$tmp/kit/"
run "$tmp/kit/grader/kit/handin.sh" 1
tar -C "$tmp/changed" -xzf "$tmp/kit/build/handin-lab1.tar.gz"
echo >> "$tmp/changed/lab1-sockets/record.c"
rm "$tmp/changed/lab1-sockets/kv_msg.c"
tar -C "$tmp/changed" -czf "$tmp/class/anna.tar.gz" MANIFEST.json lab1-sockets
cp "$tmp/kit/build/handin-lab1.tar.gz" "$tmp/class/berta.tar.gz"
run "$build/bin/class" unpack "$tmp/class/anna.tar.gz" "$tmp/new"
says 'note: lab1-sockets/record.c had [0-9]+ bytes when it was packed, and has [0-9]+'
says 'note: lab1-sockets/kv_msg.c was packed, and is not there'
head -c 1000 "$tmp/class/berta.tar.gz" > "$tmp/cut.tar.gz"
run "$build/bin/class" unpack "$tmp/cut.tar.gz" "$tmp/new" &&
    complain "half an archive is taken in"
says 'class: .*cut.tar.gz: the archive cannot be read: .*'
run make -s SAN=$san grade SUBMISSION="$tmp/cut.tar.gz" && complain "and graded"
run "$build/bin/class" run --submissions "$tmp/class" --out "$tmp/graded" \
    --build "$build" --san $san --cc "${CC:-gcc}" --jobs 2
cp "$tmp/graded/gradebook.csv" "$tmp/log"
says 'anna,.*,graded,not-as-packed.?'
says 'berta,.*,graded,.?'

[ $bad -eq 0 ] && echo "kit.sh: all is as it should be"
exit $bad
