#!/bin/sh
# services.sh BUILD - each grading service, as a directory laid out as the
# service does it: what comes back for right, broken and missing submissions,
# and when the grader itself fails.
#
# The kit is this checkout and built already; a service has its own.
set -u
unset LAB SAN JOBS ISOLATE LIMIT SUBMISSION
build=$1
kit=$(pwd -P)
san=0
[ "${build%-san}" = "$build" ] || san=1
tmp=$(cd "$(mktemp -d)" && pwd -P)
trap 'rm -rf "$tmp"' EXIT
bad=0

for tool in zip unzip; do
    command -v $tool > /dev/null || {
        echo "not tested: $tool is not installed"
        exit 1
    }
done

complain() {
    echo "$1"
    [ ! -f "$2" ] || head -c 3000 "$2"
    bad=1
}

has() { # FILE WHAT ...
    file=$1
    shift
    for what; do
        grep -qF -e "$what" "$file" || complain "it has no $what:" "$file"
    done
}

has_not() { # FILE WHAT ...
    file=$1
    shift
    for what; do
        ! grep -qF -e "$what" "$file" || complain "it has $what:" "$file"
    done
}

settings() { # DIRECTORY
    mkdir -p "$1"
    printf '%s\n' LAB=1 SAN=$san ISOLATE=0 LIMIT=300 SEED="$2" \
        > "$1/settings"
}

# What students hand in: in a directory in a directory; not C; a link to the
# solution, which is as good as nothing; and nothing.
right=$tmp/right
mkdir -p "$right/my work/lab 1"
cp "$kit"/lab1-sockets/solution/*.c "$right/my work/lab 1/"
broken=$tmp/broken
mkdir -p "$broken"
# It makes the compiler quote a line of the solution.
cat > "$broken/record.c" << END
int broken = missing_of_mine;
#define int @
#line 2 "$kit/lab1-sockets/solution/record.c"
int f(void);
END
quoted=$(sed -n 2p lab1-sockets/solution/record.c)
link=$tmp/link
mkdir -p "$link"
ln -s "$kit/lab1-sockets/solution/record.c" "$link/record.c"

# ---- Gradescope

ag=$tmp/autograder
mkdir -p "$ag/source"
settings "$ag/source" 7
ln -s "$kit" "$ag/source/rpclab"
gradescope() { # SUBMISSION
    rm -rf "$ag/submission" "$ag/results"
    cp -a "$1" "$ag/submission"
    # It may be killed.
    AUTOGRADER=$ag "$kit/grader/gradescope/run_autograder" \
        > "$tmp/stdout" 2>&1
}
results=$ag/results/results.json

gradescope "$right"
has "$results" '"score": 100,' '"name": "lab1.record-write: '
has "$tmp/stdout" 'in worlds of seed 7'
gradescope "$broken"
has "$results" '"score": 0,' 'it does not build: ' 'missing_of_mine'
has "$tmp/stdout" "$quoted"
has_not "$results" 'solution/' "$quoted"
gradescope "$link"
has "$results" '"score": 0,' 'there is no file of lab 1'

# The grader fails: at once, later, and when the service has no more patience.
mkdir "$tmp/path"
make=$(command -v make)
failing_make() {
    printf '#!/bin/sh\n%s\n' "$1" > "$tmp/path/make"
    chmod +x "$tmp/path/make"
    PATH=$tmp/path:$PATH gradescope "$right"
    has "$results" 'not 0 points'
    has_not "$results" '"score"'
}
failing_make 'exit 1'
has "$results" 'the kit cannot be built here'
failing_make 'case $* in *bin/convert*) exit 0 ;; esac; echo disk full; exit 2'
has "$results" 'not about a file of the submission'
failing_make 'case " $* " in *" grade "*) echo no memory; exit 2 ;; esac'
has "$results" 'the grader has left no results'
failing_make 'kill -9 $(ps -o ppid= -p $PPID)'
has "$results" 'grade it again'
[ $bad -eq 0 ] || exit 1

# ---- Autolab

al=$tmp/autolab
mkdir -p "$al"
settings "$al" ''
cp "$kit/grader/autolab/autograde.sh" "$al/"
tar -C "$al" -cf "$al/autograde.tar" autograde.sh settings
cp "$kit/grader/autolab/autograde-Makefile" "$al/Makefile"
tar -C "$right" -czf "$al/handin.tar" .
"$make" -s -C "$al" KIT="$kit" > "$tmp/stdout" 2> "$tmp/stderr" ||
    complain "the Makefile of Autolab fails" "$tmp/stderr"
has_not "$tmp/stderr" 'in worlds of seed'
[ "$(tail -1 "$tmp/stdout")" = '{"scores":{"lab1":100}}' ] ||
    complain "the last line is another one" "$tmp/stdout"

# ---- PrairieLearn

pl=$tmp/grade
mkdir -p "$pl"
cp -a "$broken" "$pl/student"
LAB=1 SAN=$san GRADE=$pl "$kit/grader/prairielearn/run.sh" \
    > "$tmp/stdout" 2>&1
has "$pl/results/results.json" '"gradable":true' '"score":0.0' \
    'it does not build'
LIMIT=0 LAB=1 SAN=$san GRADE=$pl "$kit/grader/prairielearn/run.sh" \
    > "$tmp/stdout" 2>&1
has "$pl/results/results.json" '"gradable":false' 'not 0 points'
"${PYTHON:-python3}" -m json.tool grader/prairielearn/info.json > /dev/null ||
    complain "info.json is no JSON" grader/prairielearn/info.json

# ---- what is uploaded

"$make" -s gradescope LAB=1 > "$tmp/stdout" 2>&1 ||
    complain "make gradescope fails" "$tmp/stdout"
unzip -Z1 build/autograder.zip > "$tmp/names"
has "$tmp/names" rpclab/Makefile rpclab/grader/convert/service.sh
for name in setup.sh run_autograder settings; do
    grep -qx "$name" "$tmp/names" || complain "not at the root: $name" \
        "$tmp/names"
done
if "$make" -s gradescope LAB= > "$tmp/stdout" 2>&1; then
    complain "make gradescope does not ask for a lab" "$tmp/stdout"
fi
exit $bad
