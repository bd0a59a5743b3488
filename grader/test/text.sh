#!/bin/sh
# text.sh - what README and HANDOUT say besides commands, and what a machine
# can compare: figures and links are there, points and lines are those of the
# grader and of the solution, each row of the lecture is met, and the
# questions of worksheets are told.  Prints what is wrong.
set -u
cd "$(dirname "$0")/../.." || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
docs="README.md HANDOUT.md $(ls grader/INSTRUCTORS.md 2> /dev/null)"
labs=$(sed -n 's/^## Lab \([1-4]\):.*/\1/p' HANDOUT.md)

complain() {
    echo "$*"
    : > "$tmp/bad"
}

# ---- figures ---------------------------------------------------------------

# Versions of Graphviz draw differently.  So an .svg says what it was made of.
figures() {
    for dot in */fig/*.dot; do
        svg=${dot%.dot}.svg
        dot -Tsvg "$dot" > "$tmp/svg" 2> "$tmp/err" && [ ! -s "$tmp/err" ] ||
            complain "dot does not accept $dot: $(head -1 "$tmp/err")"
        sum=$(sha256sum < "$dot")
        tail -1 "$svg" 2> /dev/null | grep -q "sha256 ${sum%% *} " ||
            complain "$svg was made of another $dot: make figures"
        grep -qE "^!\[[^]]{20,}\]\($svg\)$" HANDOUT.md ||
            complain "HANDOUT.md does not show $svg, or not in words, too"
    done
    for svg in */fig/*.svg; do
        [ -e "${svg%.svg}.dot" ] || complain "$svg has no source"
    done
}

# ---- links -----------------------------------------------------------------

# The anchors of a file, as GitHub makes them of headings.
anchors() {
    sed -nE 's/^#+ +//p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9\n_-'
}

links() {
    for md in $(git ls-files '*.md'); do
        for link in $(grep -oE '\]\([^) ]+\)' "$md" | tr -d '])('); do
            case $link in http://* | https://*) continue ;; esac
            file=${link%%#*}
            if [ "$file" ]; then file=$(dirname "$md")/$file; else file=$md; fi
            [ -e "$file" ] || complain "$md: link to $link: no such file"
            case $link in
            *\#*) anchors "$file" | grep -qxF -e "${link#*#}" ||
                complain "$md: link to $link: no such heading" ;;
            esac
        done
    done
}

# ---- points and lines ------------------------------------------------------

# "3 A 45": what the first paragraph of each part promises.
promised() {
    awk '/^## / { lab = /^## Lab/ ? substr($3, 1, 1) : "" }
        /^### Part / { part = substr($3, 1, 1); text = ""; next }
        lab && part && /^$/ && text {
            n = 0
            while (match(text, /[0-9]+ points/)) {
                n += substr(text, RSTART, RLENGTH)
                text = substr(text, RSTART + RLENGTH)
            }
            print lab, part, n
            part = ""
        }
        part { text = text " " $0 }' HANDOUT.md
}

# "3 A 28": what its cases give; "-": those of a lab as a whole.
given() {
    build/gcc-san/bin/grade --list | awk '
        { sum[substr($1, 4, 1) " " $2] += $3 }
        END { for (i in sum) print i, sum[i] }'
}

# A part has its own cases, and a share of those of the whole.
points() {
    { promised | sed 's/^/promised /'; given | sed 's/^/given /'; } | awk '
        $1 == "promised" { p[$2] += $4; of[$2 " " $3] = $4 }
        $1 == "given" { g[$2] += $4 }
        $1 == "given" && $3 != "-" {
            if (!(($2 " " $3) in of))
                print "HANDOUT.md has no points of lab " $2 " part " $3
            else if ($4 > of[$2 " " $3])
                print "lab " $2 " part " $3 ": HANDOUT.md says " \
                      of[$2 " " $3] " points, its cases give " $4
            whole[$2] += $4
            if (of[$2 " " $3] != $4) shares[$2] = 1
        }
        END {
            for (i = 1; i <= 4; i++) {
                if (p[i] != 100 || g[i] != 100)
                    print "lab " i ": HANDOUT.md has " p[i] + 0 " points, " \
                          "its cases give " g[i] + 0
                if (whole[i] == 100 && shares[i])
                    print "lab " i ": parts have other points than their cases"
            }
        }' > "$tmp/points"
    [ -s "$tmp/points" ] && complain "$(cat "$tmp/points")"
}

# "Three of the 25 lines that the second one prints" are all cases of the lab.
counts() {
    for n in $labs; do
        says=$(awk -v n="$n" '/^## / { on = $2 == "Lab" && $3 == n ":" } on' \
            HANDOUT.md | sed -n 's/.* of the \([0-9]*\) lines that .*/\1/p')
        is=$(build/gcc-san/bin/grade --list --lab "$n" | wc -l)
        [ "${says:-$is}" = "$is" ] ||
            complain "lab $n has $is cases, and HANDOUT.md says $says"
    done
}

# Without comments and empty lines, one that begins a line of its own.
code_of() {
    gcc -fpreprocessed -dD -E "$1" | grep -v '^# ' | grep '[^ ]'
}

# `wc -l` is exact; "about 130 lines" of new code within a tenth, and three.
lines() {
    for f in lab*/*.c; do
        solution=${f%/*}/solution/${f##*/}
        for says in $(grep -ohE "\`${f##*/}\` [0-9]+" HANDOUT.md |
            sed 's/.* //'); do
            is=$(wc -l < "$solution")
            [ "$says" -eq "$is" ] ||
                complain "$solution has $is lines, and HANDOUT.md says $says"
        done
        code_of "$f" > "$tmp/skeleton"
        code_of "$solution" > "$tmp/solution"
        is=$(diff "$tmp/skeleton" "$tmp/solution" | grep -c '^>')
        says=$(tr '\n' ' ' < HANDOUT.md |
            grep -oE "\`$f\`, about [0-9]+" | sed 's/.* //' |
            awk '{ n += $1 } END { print n }')
        off=$((${says:-$is} - is))
        [ "${off#-}" -le $((is / 10 + 3)) ] ||
            complain "$f: HANDOUT.md says about $says lines, it is $is"
        its=$(grep -oE 'about [0-9]+ lines' "$f" | tr -dc '0-9')
        [ "${its:-$says}" = "$says" ] ||
            complain "$f: HANDOUT.md says about $says lines, it says about $its"
    done
}

# ---- rows and questions ----------------------------------------------------

# The table at the end of HANDOUT.md has all rows of the lecture, each is
# cited in the text before it, and a case cites no other.
rows() {
    for chapter in A4 B7 C11 D5 E5 F11 G5; do
        for n in $(seq "${chapter#?}"); do
            echo "${chapter%"${chapter#?}"}$n"
        done
    done > "$tmp/rows"
    sed -nE '/^## Where each row/,$s/^\| ([A-G][0-9]+) \| [^|]+ \| [^|]+ \|$/\1/p' \
        HANDOUT.md > "$tmp/table"
    cmp -s "$tmp/rows" "$tmp/table" ||
        complain "the last table of HANDOUT.md has other rows: $(
            diff "$tmp/rows" "$tmp/table" | grep '^[<>]' | tr '\n' ' ')"
    sed '/^## Where each row/,$d' HANDOUT.md > "$tmp/before"
    while read -r row; do
        grep -qwF -e "$row" "$tmp/before" ||
            complain "HANDOUT.md does not cite row $row"
    done < "$tmp/rows"
    for row in $(grep -hE '\.rows = ' grader/lab[1-4]/*.c |
        grep -oE '[A-Z][0-9]+' | sort -u); do
        grep -qxF -e "$row" "$tmp/rows" || complain "a case cites row $row"
    done
}

# Worksheet, its solution, the grader and HANDOUT.md have the same questions.
questions() {
    for n in $labs; do
        sheet=$(ls lab"$n"-*/predict.txt)
        grep -oE '^[a-z0-9-]+ =' "$sheet" | tr -d ' =' > "$tmp/keys"
        [ -s "$tmp/keys" ] || complain "$sheet has no question"
        grep -oE '\.key = "[^"]+' grader/lab"$n"/cases_predict.c |
            sed 's/.*"//' | diff "$tmp/keys" - > /dev/null ||
            complain "$sheet has other questions than the grader"
        grep -oE '^[a-z0-9-]+ =' "${sheet%/*}/solution/predict.txt" |
            tr -d ' =' | diff "$tmp/keys" - > /dev/null ||
            complain "$sheet has other questions than its solution"
        while read -r key; do
            grep -qE "^\|.*\`$key\`" HANDOUT.md ||
                complain "HANDOUT.md does not tell of \"$key\" in $sheet"
        done < "$tmp/keys"
    done
}

figures
links
points
counts
lines
rows
questions
# shellcheck disable=SC2086 # a list of files
misspelt=$(codespell -L nd $docs lab*/predict.txt */fig/*.dot 2>&1) ||
    complain "$misspelt"
[ ! -e "$tmp/bad" ]
