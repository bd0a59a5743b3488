#!/bin/sh
# handin.sh 'LAB ...' - pack a student's files of these labs, and no others:
# build/handin-lab4.tar.gz, or build/handin-labs3-4.tar.gz.
#
# In it are the sources (.c, .h), schedules (.faults) and predictions
# (predict.txt) of each lab's directory, and MANIFEST.json, by which the grader
# sees whether they are still what was packed (grader/class/manifest.h).  It
# has no score in it: a score is what the grader finds, not what a file says.
# What is odd is said, and packed nevertheless; only nothing at all is refused.
#
# With MAKE in the environment the archive is then built, as the grader does
# it.  One that does not build is there, too, but the exit status is 1.
set -eu
cd "$(dirname "$0")/../.."
labs=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
warnings=0

warn() {
    echo "  note: $*"
    warnings=$((warnings + 1))
}

case $labs in
'' | *[!1-4\ ]*)
    echo "handin: LAB is 1, 2, 3 or 4, or several with commas," \
        "not \"$labs\"" >&2
    exit 2
    ;;
esac

# ---- what is packed ------------------------------------------------------

# Has anything been written into it?
is_begun() { # FILE
    case $1 in
    *.c) ! grep -qE 'rpc_not_implemented\(|[^ ]*not implemented"' "$1" ;;
    */predict.txt) ! grep -qE '^[^#]*= *\?' "$1" ;;
    *.faults) grep -qE '^[[:space:]]*[^#[:space:]]' "$1" ;;
    *) true ;;
    esac
}

# As the grader takes it in, or not.
look_at() { # FILE
    case ${1##*/} in
    -* | *[!A-Za-z0-9_.+-]*)
        warn "$1 is not packed: its name has characters other than letters," \
            "digits and _.+-"
        return 1
        ;;
    esac
    if [ -L "$1" ] || [ ! -f "$1" ]; then
        warn "$1 is not packed: it is a link, or no file"
        return 1
    fi
    if [ "$(wc -c < "$1")" -gt 1048576 ]; then
        warn "$1 is not packed: it has more than 1 MB"
        return 1
    fi
}

: > "$tmp/files"
grader/kit/parts.sh > "$tmp/parts"
for lab in $labs; do
    set -- lab"$lab"-*/build.mk
    [ -e "$1" ] || {
        echo "handin: there is no lab $lab here" >&2
        exit 2
    }
    dir=${1%/*}
    echo "lab $lab:"
    for file in "$dir"/*; do
        case ${file##*/} in
        *.c | *.h | *.faults | predict.txt) ;;
        Makefile | README.md | build.mk) continue ;;
        *)
            [ -d "$file" ] || warn "$file is not packed: it is no source"
            continue
            ;;
        esac
        look_at "$file" || continue
        echo "$file" >> "$tmp/files"
        printf '  %-40s %6d bytes\n' "$file" "$(wc -c < "$file")"
        is_begun "$file" || case $file in
        *.faults) warn "$file has no deviation yet" ;;
        */predict.txt) warn "$file: something is not predicted yet" ;;
        *) warn "$file: something is still \"not implemented\"" ;;
        esac
    done
    for file in $(sed -n "s/^$lab|[^|]*|//p" "$tmp/parts"); do
        [ -e "$file" ] || warn "$file is missing: it counts as not written"
    done
done
[ -s "$tmp/files" ] || {
    echo "handin: there is nothing to pack" >&2
    exit 2
}

# ---- the manifest and the archive ----------------------------------------

version=$(cat .reference/version 2> /dev/null ||
    git log -1 --date=short --abbrev=12 --format='%cd %h' 2> /dev/null ||
    echo unknown)
{
    printf '{ "format": 1, "kit": "%s", "labs": [%s],\n  "files": [\n' \
        "$version" "$(echo "$labs" | tr -s ' ' ',')"
    comma=
    while IFS= read -r file; do
        sum=$(sha256sum < "$file")
        printf '%s    { "name": "%s", "bytes": %d,\n      "sha256": "%s" }' \
            "$comma" "$file" "$(wc -c < "$file")" "${sum%% *}"
        comma=',
'
    done < "$tmp/files"
    printf '\n  ] }\n'
} > "$tmp/MANIFEST.json"

case $labs in
*\ *) name=labs$(echo "$labs" | tr -s ' ' '-') ;;
*) name=lab$labs ;;
esac
out=build/handin-$name.tar.gz
mkdir -p build
# The manifest first; times do not matter, and the same files are the same
# archive.
tar --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar \
    -C "$tmp" -cf "$tmp/tar" MANIFEST.json
tar --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar \
    -rf "$tmp/tar" -T "$tmp/files"
gzip -n < "$tmp/tar" > "$out.tmp"
mv "$out.tmp" "$out"
[ "$warnings" -eq 1 ] && notes='1 note' || notes="$warnings notes"
packed="$out: $(wc -l < "$tmp/files") files, $notes"
if [ -n "${MAKE:-}" ] && ! $MAKE -s SUBMISSION="$out" submission \
    > "$tmp/log" 2>&1 < /dev/null
then
    # What is wrong in it is wrong in the file that was packed.
    grep -v '^ *[A-Z]*  \|^make' "$tmp/log" |
        sed 's,[^ ]*/build/handed-in/[^/]*/,,' >&2
    echo "$packed. It does NOT BUILD: nothing of its lab gets a point." >&2
    exit 1
fi
echo "$packed. Hand in this file."
