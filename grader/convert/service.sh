#!/bin/sh
# service.sh FORMAT OUTPUT SUBMISSION - grade what a grading service has
# received, and leave the result as that service reads it.
#
# FORMAT is gradescope, autolab or prairielearn; OUTPUT a file, or "-";
# SUBMISSION the directory of what was handed in.  From the environment, and
# all but the first need not be there:
#   LAB=3         the labs that are graded, with commas between
#   LIMIT=540     seconds for all of it
#   SAN=1         with the sanitizers; 0: faster
#   ISOLATE=1     programs in a sandbox; 0: not
#   SEED=         in worlds of this seed (those of the kit)
#   JOBS=         cases at a time (as many as there are processors)
#
# What goes wrong is the submission's fault only if the kit itself can be built
# and the submission cannot: that is 0 points, with the compiler's words.  For
# all else there is no score, and the reason is said.  From the first moment on
# the output says so, too, for when this script is killed.
set -u
format=$1 output=$2 submission=$3
kit=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
LIMIT=${LIMIT:-540} SAN=${SAN:-1} ISOLATE=${ISOLATE:-1}
JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
labs=$(echo "${LAB:-}" | tr ',' ' ')
bin=$kit/build/gcc-san/bin
[ "$SAN" = 1 ] || bin=$kit/build/gcc-plain/bin
tmp=$(cd "$(mktemp -d)" && pwd -P) || exit 2
deadline=$(($(date +%s) + LIMIT))

# The submission's objects are in the kit's build directory.
clean() {
    rm -rf "$tmp" "$kit/build/gcc-san/submission$tmp" \
        "$kit/build/gcc-plain/submission$tmp"
}
trap clean EXIT

# Said without any program of ours: what is not there cannot fail.
last_resort() {
    why='The grader could not do its work: this is not 0 points. An instructor can grade it again.'
    nulls=
    for lab in $labs; do
        nulls="$nulls${nulls:+, }\"lab$lab\": null"
    done
    case $format in
    gradescope) echo "{\"output\": \"$why\", \"tests\": []}" ;;
    autolab)
        echo "$why"
        echo '{"_presentation": "semantic", "stages": []}'
        echo "{\"scores\": {$nulls}}"
        ;;
    prairielearn)
        echo "{\"gradable\": false, \"message\": \"$why\", \"format_errors\": [\"$why\"]}"
        ;;
    esac
}

write_last_resort() {
    if [ "$output" = - ]; then
        last_resort
    else
        last_resort > "$output"
    fi
}

# Convert a record; the end of this script.
finish() {
    "$bin/convert" --to "$format" --output "$output" "$1" ||
        write_last_resort
    exit 0
}

no_score() { # SENTENCE, the log on standard input
    # shellcheck disable=SC2086 # a word for each lab
    "$kit/grader/convert/record.sh" infra "$1" $labs > "$tmp/record.json"
    echo "service.sh: $1" >&2
    finish "$tmp/record.json"
}

does_not_build() { # SENTENCE, the log on standard input
    # shellcheck disable=SC2086
    "$kit/grader/convert/record.sh" fail "$1" $labs > "$tmp/record.json"
    echo "service.sh: $1" >&2
    finish "$tmp/record.json"
}

# For as long as there is time; 124 or 137: there is no more.
make_it() { # LOG TARGET ...
    log=$1
    shift
    left=$((deadline - $(date +%s)))
    [ $left -gt 0 ] || return 124
    timeout -k 10 $left make -C "$kit" -j "$JOBS" CC=gcc SAN="$SAN" "$@" \
        > "$log" 2>&1 < /dev/null
}

is_late() {
    [ "$1" -eq 124 ] || [ "$1" -eq 137 ]
}

# What of a directory belongs to the labs: plain files with plain names.  A
# link could lead to the solution.
take() { # DIRECTORY
    mkdir -p "$tmp/submission"
    take_files "$1" "$tmp/submission"
    for lab_dir in "$kit"/lab[1-9]-*; do
        name=${lab_dir##*/}
        [ -d "$1/$name" ] && [ ! -L "$1/$name" ] || continue
        mkdir -p "$tmp/submission/$name"
        take_files "$1/$name" "$tmp/submission/$name"
    done
}

take_files() { # FROM TO
    for file in "$1"/*.[ch] "$1"/*.faults "$1"/predict.txt; do
        [ -f "$file" ] && [ ! -L "$file" ] || continue
        case ${file##*/} in *[!A-Za-z0-9_.-]*) continue ;; esac
        cp "$file" "$2/"
    done
}

# Does a directory have a file of this lab, as such or in the lab's own?
has_lab() { # DIRECTORY LAB
    for file in "$kit/lab$2"-*/*.c "$kit/lab$2"-*/*.faults; do
        for f in "$1/${file##*/}" "$1/${file#"$kit"/}"; do
            [ -f "$f" ] && [ ! -L "$f" ] && return 0
        done
    done
    return 1
}

# A student may have packed a directory, or one in another.
find_submission() {
    depth=0
    while [ $depth -le 3 ]; do
        find "$submission" -mindepth $depth -maxdepth $depth -type d |
            LC_ALL=C sort > "$tmp/directories"
        while IFS= read -r dir; do
            for lab in $labs; do
                has_lab "$dir" "$lab" && take "$dir" && return 0
            done
        done < "$tmp/directories"
        depth=$((depth + 1))
    done
    return 1
}

# What a compiler says of the submission's own files.  Of any other it would
# quote lines, and that might be the solution.
own_errors() { # LOG
    awk -v own="$tmp/submission/" '
        /^[^ ]/ { shown = index($0, own) == 1 && !index($0, "..") ||
            /^[^ ]*ld: / && index($0, own) }
        shown { gsub(own, ""); print }' "$1" | head -60
}

case $format in
gradescope | autolab | prairielearn) ;;
*)
    echo "service.sh: there is no service \"$format\"" >&2
    exit 2
    ;;
esac
[ "$output" = - ] || { mkdir -p "$(dirname "$output")" && write_last_resort; }
trap 'no_score "it was stopped by the service" < /dev/null' TERM INT
case $labs in
'' | *[!1-4\ ]*) no_score "LAB must say which labs, as in LAB=3" < /dev/null ;;
esac

make_it "$tmp/kit.log" "${bin#"$kit"/}/grade" "${bin#"$kit"/}/convert" || {
    cat "$tmp/kit.log" >&2
    no_score "the kit cannot be built here" < "$tmp/kit.log"
}
find_submission ||
    does_not_build "there is no file of lab $labs, such as udp_client.c of \
lab 3, in what was handed in" < /dev/null
for lab in $labs; do
    has_lab "$tmp/submission" "$lab" ||
        does_not_build "there is no file of lab $lab in what was handed in" \
            < /dev/null
done

make_it "$tmp/build.log" submission SUBMISSION="$tmp/submission"
status=$?
if is_late $status; then
    no_score "not built after $LIMIT s" < /dev/null
elif [ $status -ne 0 ]; then
    own_errors "$tmp/build.log" > "$tmp/errors"
    cat "$tmp/build.log" >&2
    # Nothing about the submission: so it is something else.
    [ -s "$tmp/errors" ] ||
        no_score "make has failed, and not about a file of the submission" \
            < /dev/null
    does_not_build "it does not build: $(grep -m 1 -E 'error|gate: ' \
        "$tmp/errors" || head -1 "$tmp/errors")" < "$tmp/errors"
fi

make_it "$tmp/grade.log" grade SUBMISSION="$tmp/submission" LAB="${LAB}" \
    ISOLATE="$ISOLATE" JOBS="$JOBS" RESULTS="$tmp/results.json" \
    TRACES="$tmp" ${SEED:+SEED="$SEED"}
cat "$tmp/grade.log" >&2
[ -s "$tmp/results.json" ] ||
    no_score "the grader has left no results" < "$tmp/grade.log"
finish "$tmp/results.json"
