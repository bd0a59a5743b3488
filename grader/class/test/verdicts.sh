#!/bin/sh
# verdicts.sh CLASS.txt GRADEBOOK - has each submission of make_class.sh got
# what its kind must get?  Says how many of how many, and each that has not.
set -u
here=$(dirname "$0")
good=0 bad=0

# What the top of a patch says of KEY.
header() {
    sed -n "/^--- /q; s/^# $2: *//p" "$here/../../test/$1.patch"
}

# Of a line "NAME KIND [PATCH]": a pattern of the rest of its line in the
# gradebook, behind the points of the labs: total, maximum, status, flags.
expected() {
    case $2 in
    reference) echo '400,400,graded,.*' ;;
    one-lab) echo '100,100,graded,.*' ;;
    skeleton) echo '[0-9]{1,2},400,graded,.*' ;;
    broken | partly) echo ',[12]00,.*does not build.*' ;;
    empty) echo ',,"no file of any lab.*' ;;
    damaged) echo ',,cannot be read.*' ;;
    mutant*)
        if head -1 "$here/../../test/mutants/$3.patch" | grep -q '^# pass:'
        then
            echo '100,100,graded,.*'
        else
            echo '[0-9]{1,2},100,graded,.*'
        fi ;;
    cheat*)
        case $(header "cheats/$3" gets) in
        refused) echo ',100,.*refused' ;;
        flagged) echo '[0-9]{1,2},100,graded,.*cheat-suspected' ;;
        *) echo '[0-9]{1,2},100,graded,.*' ;;
        esac ;;
    esac
}

while read -r name kind patch; do
    line=$(tr -d '\r' < "$2" | grep "^$name,")
    if printf '%s\n' "$line" |
        grep -qE "^$name(,[0-9]*){4},($(expected "$name" "$kind" "$patch"))\$"
    then
        good=$((good + 1))
    else
        bad=$((bad + 1))
        echo "$name $kind $patch: $line"
    fi
done < "$1"
echo "$good of $((good + bad)) have what they must have"
[ "$bad" -eq 0 ]
