#!/bin/sh
# make_class.sh DIRECTORY N [WHAT] - N submissions, as a class hands them in.
#
# Of the solution, the mutants, the cheats (where grader/test/ has them) and
# the skeletons; flat, by lab, in a directory of their own, zipped; some do
# not build.  The same every time.  DIRECTORY.txt says what each is: name,
# kind, and of mutants and cheats which.  WHAT: only of these kinds, with
# blanks between them; of: reference one-lab mutant skeleton broken partly
# cheat empty damaged, mutant=NAME, cheat=NAME.
set -eu
dir=${1:?usage: make_class.sh DIRECTORY N [WHAT]}
n=${2:?usage: make_class.sh DIRECTORY N [WHAT]}
mix="mutant reference mutant mutant one-lab mutant mutant skeleton mutant \
broken mutant mutant cheat mutant mutant partly mutant mutant mutant cheat"
mix=${3:-$mix}
patches=grader/test
mkdir -p "$dir"
: > "$dir.txt"

# pick COUNT LIST...: of a list that is gone through again and again.
pick() {
    at=$1
    shift
    shift $((at % $#))
    printf '%s\n' "$1"
}

# put LAB WHOSE DIRECTORY: the files of one lab that a student edits.
put() {
    mkdir -p "$3"
    lab=$(echo lab"$1"-*)
    case $2 in
    solution) cp "$lab"/solution/*.* "$3" ;;
    skeleton) cp "$lab"/*.c "$3"
        for f in "$lab"/*.faults; do
            [ ! -f "$f" ] || cp "$f" "$3"
        done ;;
    esac
}

# header PATCH KEY
header() {
    sed -n "/^--- /q; s/^# $2: *//p" "$1"
}

mutant_lab() {
    case $(head -1 "$1") in
    '# lab'[1-4].*) head -1 "$1" | sed 's/^# lab//; s/\..*//' ;;
    *) header "$1" lab | grep . || echo 3 ;;
    esac
}

# patched PATCH LAB BASE TO
patched() {
    put "$2" "$3" "$4"
    patch -s -p1 -d "$4" < "$1"
    find "$4" -name '*.orig' -exec rm {} +
}

mutants=$(ls $patches/mutants/*.patch)
cheats=$(ls $patches/cheats/*.patch 2> /dev/null || true)
i=0 n_mutants=0 n_cheats=0
while [ $i -lt "$n" ]; do
    # shellcheck disable=SC2086 # a word each
    kind=$(pick $i $mix)
    i=$((i + 1))
    name=$(printf 'student-%03d' $i)
    to=$dir/$name which=
    [ "$kind" != cheat ] || [ -n "$cheats" ] || kind=mutant
    case $kind in
    reference) for lab in 1 2 3 4; do
            put $lab solution "$to/$(echo lab$lab-*)"
        done ;;
    one-lab) put $((i % 4 + 1)) solution "$to" ;;
    skeleton) for lab in 1 2 3 4; do
            put $lab skeleton "$to/$(echo lab$lab-*)"
        done ;;
    broken) put 1 solution "$to"
        echo 'int not_finished = ;' >> "$to/record.c" ;;
    partly) put 1 solution "$to/lab1-sockets"
        put 3 solution "$to/lab3-atleastonce"
        echo 'int not_finished = ;' >> "$to/lab3-atleastonce/udp_client.c" ;;
    mutant)
        # 37 and the number of mutants have no divisor: all labs, soon.
        # shellcheck disable=SC2086
        which=$(pick $((n_mutants * 37)) $mutants)
        n_mutants=$((n_mutants + 1))
        patched "$which" "$(mutant_lab "$which")" solution "$to" ;;
    mutant=* | cheat=*)
        which=$patches/${kind%%=*}s/${kind#*=}.patch
        if [ "${kind%%=*}" = mutant ]; then
            patched "$which" "$(mutant_lab "$which")" solution "$to"
        else
            patched "$which" "$(header "$which" lab)" \
                "$(header "$which" base)" "$to"
        fi ;;
    cheat)
        # shellcheck disable=SC2086
        which=$(pick $((n_cheats * 7)) $cheats)
        n_cheats=$((n_cheats + 1))
        patched "$which" "$(header "$which" lab)" \
            "$(header "$which" base)" "$to" ;;
    empty) mkdir -p "$to"
        echo 'I was ill.' > "$to/README" ;;
    damaged) echo 'this is no archive' > "$to.zip" ;;
    esac
    # Some in a directory of their own, or as an archive.
    case $([ ! -d "$to" ] || echo $i) in
    *3) (cd "$dir" && tar czf "$name.tar.gz" "$name" && rm -r "$name") ;;
    *7) mkdir "$dir/inner" && mv "$to" "$dir/inner/" &&
        mv "$dir/inner" "$to" ;;
    *9) if command -v zip > /dev/null; then
            (cd "$to" && zip -q -r "../$name.zip" .) && rm -r "$to"
        fi ;;
    esac
    which=${which##*/}
    echo "$name $kind${which:+ ${which%.patch}}" >> "$dir.txt"
done
