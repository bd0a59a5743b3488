#!/bin/sh
# dist.sh THROUGH COMPILER... - the student's copy of the kit for labs 1 to
# THROUGH: build/rpclab-labs1-THROUGH.tar.gz.
#
# What goes in is the last commit, whatever is in the working directory: two
# people who make it of one commit with one compiler have the same bytes, and
# nobody's half-written lab goes out.  files.txt says which files.  In place
# of the solution there are archives in .reference/, for each COMPILER with
# and without the sanitizers, of this machine's processor.
set -eu
through=$1
shift
here=$(dirname "$0")

case $through in
[1-4]) ;;
*)
    echo "dist: THROUGH is 1, 2, 3 or 4, the last lab that goes out," \
        "not \"$through\"" >&2
    exit 2
    ;;
esac
commit=$(git rev-parse --verify -q HEAD) || {
    echo "dist: this is no checkout of git, which knows what belongs to the" \
        "kit" >&2
    exit 2
}
date=$(git log -1 --format=%ct)
changed=$(git status --porcelain --untracked-files=no | wc -l)
[ "$changed" -eq 0 ] ||
    echo "dist: $changed files with changes that are not committed: the" \
        "copy has them as they are in the last commit"

# ---- the archives, once for each commit ----------------------------------

whole=build/dist/$commit
kind_of() { # COMPILER: its processor, its kind and its version
    echo "$("$1" -dumpmachine) $("$1" --version | head -1)" |
        tr -c 'A-Za-z0-9.\n' '-'
}
mkdir -p build/dist
for old in build/dist/*; do
    [ "$old" = "$whole" ] || rm -rf "$old"
done
if [ ! -e "$whole/files" ]; then
    rm -rf "$whole"
    mkdir -p "$whole/tree"
    git archive "$commit" | tar -C "$whole/tree" -xf -
    git ls-tree -r --name-only "$commit" | LC_ALL=C sort > "$whole/files"
fi
for cc in "$@"; do
    mark=$whole/made-$(kind_of "$cc")
    [ -e "$mark" ] && continue
    for san in 0 1; do
        make -C "$whole/tree" CC="$cc" SAN=$san reference \
            > "$whole/log" 2>&1 || { cat "$whole/log" >&2; exit 1; }
    done
    : > "$mark"
done

# ---- the copy ------------------------------------------------------------

out=build/dist/$commit/labs1-$through
rm -rf "$out"
mkdir -p "$out/rpclab/.reference"
"$here/chosen.sh" "$through" "$here/files.txt" < "$whole/files" > "$out/names"
tar -C "$whole/tree" -T "$out/names" -cf - | tar -C "$out/rpclab" -xf -
for kind in "$whole"/tree/build/reference/*; do
    mkdir "$out/rpclab/.reference/${kind##*/}"
    for file in "$kind"/*; do
        case ${file##*/} in
        liblab[1-"$through"][-.]*) ;;
        # `make bench-rpc` of lab 2 measures UDP, too.
        liblab3-solution.a) [ "$through" -eq 2 ] || continue ;;
        bank-*.o) [ "$through" -lt 3 ] || continue ;;
        *) continue ;;
        esac
        cp "$file" "$out/rpclab/.reference/${kind##*/}/"
    done
done
git log -1 --date=short --abbrev=12 --format='%cd %h' > "$out/rpclab/.reference/version"
cp "$here/reference.txt" "$out/rpclab/.reference/README"

tarball=build/rpclab-labs1-$through.tar.gz
LC_ALL=C tar -C "$out" --sort=name --format=ustar --mtime="@$date" \
    --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX -cf - rpclab |
    gzip -n -9 > "$tarball.tmp"
mv "$tarball.tmp" "$tarball"
kinds=$(cd "$out/rpclab/.reference" && echo *-*-*)
echo "$tarball: labs 1 to $through, $(wc -l < "$out/names") files, reference" \
    "for $kinds"
case $kinds in
*aarch64*) ;;
*)
    echo "note: nothing for 64-bit Arm (Linux on a Mac of 2020 or later):" \
        "with \"make setup-aarch64\" this machine can make it"
    ;;
esac
