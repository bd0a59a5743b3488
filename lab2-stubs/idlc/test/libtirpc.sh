#!/bin/sh
# libtirpc.sh BUILD - the same bytes as the code of rpcgen and libtirpc.
#
# One interface, one value, two programs: each writes its encoding, and each
# reads what the other wrote and writes it again.  All four are the same
# bytes.  Exit 0 yes, 1 no, 2 rpcgen or libtirpc is missing.
set -u
build=${1:?usage: libtirpc.sh BUILD}
here=lab2-stubs/idlc/test/libtirpc
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

if ! command -v rpcgen > /dev/null || [ ! -e /usr/include/tirpc/rpc/rpc.h ]
then
    echo "NOT TESTED: rpcgen (rpcsvc-proto) or libtirpc-dev is missing;" \
        "run make setup" >&2
    exit 2
fi

die() {
    echo "libtirpc.sh: $1" >&2
    exit 1
}

mkdir "$work/ours" "$work/theirs"
"$build/bin/idlc" -o "$work/ours" $here/peer.x || die "idlc failed"
(cd "$work/theirs" && cp "$OLDPWD/$here/peer.x" . && rpcgen -h -o peer.h peer.x &&
    rpcgen -c -o peer_xdr.c peer.x) || die "rpcgen failed"
# Of what rpcgen writes, no compiler's warning is ours to mend.
${CC:-gcc} -w -O1 -I. -I"$work/theirs" -I/usr/include/tirpc \
    -o "$work/theirs/peer" $here/theirs.c "$work/theirs/peer_xdr.c" -ltirpc ||
    die "the code of rpcgen does not compile"
${CC:-gcc} -std=c11 -Wall -Wextra -Werror -O1 -g -fsanitize=address,undefined \
    -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I. -I"$work/ours" \
    -o "$work/ours/peer" $here/ours.c "$work/ours/peer_xdr.c" \
    lab2-stubs/solution/xdr.c lab2-stubs/rpclib/rpc_text.c ||
    die "the code of idlc does not compile"

cd "$work" || exit 1
ours/peer put > a && theirs/peer put > b &&
    ours/peer echo < b > c && theirs/peer echo < a > d ||
    die "one cannot read what the other wrote"
for f in b c d; do
    cmp a $f || die "the bytes differ"
done
echo "$(wc -c < a) bytes of 25 members: the same, both ways"
