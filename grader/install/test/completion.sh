#!/bin/bash
# completion.sh BUILD - what bash completes, asked as bash asks it.
set -u
build=${1:?usage: completion.sh BUILD}
PATH=$PWD/$build/bin:$PATH
# shellcheck disable=SC2034 # completion.bash looks at it
RPCLAB_KIT=1
# shellcheck source=../completion.bash
. grader/install/completion.bash
bad=0
n=0

# gives EXPECTED WORD...: the last word is to be completed; EXPECTED is among
# the answers, or "only EXPECTED" is all of them.
gives() {
    expected=$1
    shift
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    function=$(complete -p "${1##*/}" | sed 's/.*-F \([a-z_]*\).*/\1/')
    "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" \
        "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
    got=" ${COMPREPLY[*]} "
    n=$((n + 1))
    case $expected in
    "only "*) [ "$got" = " ${expected#only } " ] && return ;;
    *) [[ $got == *" $expected "* ]] && return ;;
    esac
    echo "check-completion: \"$*\" gives$got, not $expected"
    bad=1
}

# The list that names come from: a part and points, 100 of each lab.
for lab in 1 2 3 4; do
    grade --list --lab $lab | awk -v lab=$lab '
        $2 !~ /^[A-Z-]$/ || $3 !~ /^[0-9]+$/ { print "odd line:", $0; bad = 1 }
        { points += $3; parts[$2]++ }
        END { if (points != 100) { print "lab", lab, "has", points; bad = 1 }
              if (!parts["A"] || !parts["D"]) { print "no part A, D"; bad = 1 }
              exit bad }' || bad=1
done

gives 'only lab3.double-debit' grade --test lab3.dou
gives 'only lab4.identity-starts' grade --test lab4.identity-st
gives --nearest grade --ne
gives 'only snapshots' grade --engine s
gives '1 2 3 4' grade --lab ''
gives 'run proxy' netsim ''
gives 'only diagram' netsim d
gives 'only --schedule' netsim run --sch
gives --listen netsim proxy --l
gives 'only pcapng' netsim export --to p
gives 'only prairielearn' convert --to p
gives 'only --tree' idlc --tr
gives --results view --re
gives 'only grader/lab3/bank.world' netsim run grader/lab3/bank.w
gives 'only lab3.double-debit' make grade TEST = lab3.dou
gives '1 2 3 4' make grade LAB =
gives 'only lab3/bank' make replay WORLD = lab3/ba
gives 'only solution' make grade SUBMISSION = so
gives grade make gra
echo "$n completions"
exit $bad
