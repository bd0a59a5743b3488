# common.sh - what parallel.sh and slurm.sh both need; for "."
# shellcheck shell=sh

# value OPTION ARGUMENT...: what follows OPTION among the arguments.
value() {
    option=$1
    shift
    while [ $# -gt 0 ]; do
        if [ "$1" = "$option" ]; then
            printf '%s\n' "$2"
            return
        fi
        shift
    done
}

# quoted ARGUMENT...: as words of a shell, in one line.
quoted() {
    for word; do
        printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")"
    done
}

# write_commands FILE CLASS ARGUMENT...: a line for each submission.  The names
# are such that a shell takes them as they are.
write_commands() {
    file=$1 class=$2
    shift 2
    words=$(quoted "$class" one "$@")
    "$class" list "$@" > "$file.names" &&
        while IFS= read -r name; do
            printf '%s-- %s\n' "$words" "$name"
        done < "$file.names" > "$file.tmp" &&
        rm "$file.names" && mv "$file.tmp" "$file"
}
