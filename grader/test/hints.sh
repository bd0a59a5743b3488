#!/bin/sh
# hints.sh - each case names a section that helps, and HANDOUT.md has it.
#
# A failure ends with 'see HANDOUT.md, lab 3, "Part A: the client"'.  So below
# the heading "## Lab 3..." there must be a heading "### Part A: the client".
# Prints what is wrong; nothing if all is well.
set -u
cd "$(dirname "$0")/../.." || exit 2

# One line for each section: "3 Part A: the client".
sections() {
    sed -n 's/^## Lab \([1-9]\):.*/\1/p; s/^### //p' HANDOUT.md |
        awk '/^[1-9]$/ { lab = $0; next } { print lab, $0 }'
}

# And for each case: "3 Part A: the client", a tab, its name.  It is of the lab
# in its name or, a scene of the gallery, in its row.
cases() {
    cat grader/lab[1-9]/cases*.c grader/gallery/cases.c | awk '
        function told() {
            if (name)
                printf "%s %s\t%s\n", lab, hint, name
            name = hint = ""
        }
        function text(line) {
            sub(/^[^"]*"/, "", line)
            sub(/".*/, "", line)
            return line
        }
        /^ +\.name = / { told(); name = text($0); lab = substr(name, 4, 1) }
        /^ +\.hint = / { hint = text($0) }
        /^ +SCENE\(/ { split($0, arg, /, */); lab = arg[2] }
        END { told() }'
}

sections=$(sections)
cases | while IFS='	' read -r section name; do
    printf '%s\n' "$sections" | grep -qxF -e "$section" ||
        echo "$name: HANDOUT.md has no section \"${section#? }\" in lab" \
            "${section%% *}"
done
[ "$(cases | wc -l)" -gt 100 ] || echo "hints.sh finds too few cases"
