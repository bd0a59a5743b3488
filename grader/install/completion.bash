# completion.bash - bash completes the commands of rpclab: what they say with
# --help, and the names of cases.
# shellcheck shell=bash

# _rpclab_options COMMAND...: what --help of it names.
_rpclab_options() {
    "$@" --help 2> /dev/null | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u
}

# _rpclab_words WORD...: those that begin like the word to be completed.
_rpclab_words() {
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$cur")
}

_rpclab_files() {
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames 2> /dev/null
}

# The words after these options are no files.
_rpclab_value() {
    case $prev in
    --lab) _rpclab_words 1 2 3 4 ;;
    --engine) _rpclab_words replay snapshots ;;
    --test)
        _rpclab_words "$("$1" --list 2> /dev/null | cut -d ' ' -f 1)"
        ;;
    --to)
        [[ $1 == netsim ]] &&
            _rpclab_words text ascii svg html pcapng mermaid shiviz chrome \
                dot ||
            _rpclab_words text html csv gradescope autolab prairielearn \
                junit tap
        ;;
    --faults | --shard | --budget | --jobs | --seed | --margin | --limit | \
        --runs | --width | --host | --link | --size | --keys) ;;
    *) return 1 ;;
    esac
}

# grade, convert, view, idlc
_rpclab() {
    local cur=$2 prev=$3

    if _rpclab_value "$1"; then
        :
    elif [[ $cur == -* ]]; then
        _rpclab_words "$(_rpclab_options "$1")"
    else
        _rpclab_files
    fi
}

_rpclab_netsim() {
    local cur=$2 prev=$3

    if ((COMP_CWORD == 1)); then
        _rpclab_words "$("$1" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')"
    elif _rpclab_value netsim; then
        :
    elif [[ $cur == -* ]]; then
        _rpclab_words "$(_rpclab_options "$1" "${COMP_WORDS[1]}")"
    else
        _rpclab_files
    fi
}

# make TEST=, LAB= and WORLD= in the kit, whatever else completes make.  A "="
# is a word of its own.
_rpclab_make() {
    local cur=$2 prev=$3 grade names of

    of=$prev
    [[ $cur == = ]] && cur=
    [[ $prev == = ]] && of=${COMP_WORDS[COMP_CWORD - 2]}
    case $of in
    TEST)
        # Some builds may be for another processor.
        for grade in build/*/bin/grade; do
            names=$("$grade" --list 2> /dev/null | cut -d ' ' -f 1)
            [[ -n $names ]] && break
        done
        _rpclab_words "$names"
        ;;
    LAB) _rpclab_words 1 2 3 4 ;;
    SUBMISSION)
        _rpclab_words student solution
        [[ -n ${COMPREPLY[*]} ]] || _rpclab_files
        ;;
    WORLD)
        _rpclab_words "$(cd grader 2> /dev/null && ls lab?/*.world |
            sed 's/\.world$//')"
        ;;
    *)
        _rpclab_words "$(sed -n 's/^#[:;|] //p' Makefile 2> /dev/null |
            grep -oE 'make [a-z][a-z0-9-]*' | cut -d ' ' -f 2 | sort -u)"
        ;;
    esac
}

complete -F _rpclab_netsim netsim
complete -F _rpclab idlc rpclab-grade rpclab-view rpclab-convert
# In the kit itself programs have other names, and make is to be completed:
# only where that is asked for, since others have such programs, too.
if [[ -n ${RPCLAB_KIT-} ]]; then
    complete -F _rpclab grade view convert
    complete -o default -F _rpclab_make make
fi
