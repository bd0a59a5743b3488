#!/bin/sh
# systems.sh [SUITE ...] - does a student's copy work on a plain Debian or
# Ubuntu?  For each SUITE (bookworm, trixie, jammy, noble) a system is installed
# from its archive into a directory, with make, sudo and an ordinary user; the
# user unpacks the copy and types README's two commands.
#
# Run by root, who may mount and chroot; debootstrap and the network are
# needed.  Each takes some minutes.  What was installed is removed at the end;
# what was said stays in build/systems/SUITE.log.
set -u
[ $# -gt 0 ] || set -- bookworm trixie jammy noble
copy=build/rpclab-labs1-4.tar.gz
logs=$PWD/build/systems
root=
bad=0

fail() {
    echo "systems: $1" >&2
    exit 2
}

[ "$(id -u)" -eq 0 ] || fail "only root can install a system and enter it"
command -v debootstrap > /dev/null ||
    fail "debootstrap is missing (apt-get install debootstrap)"
[ -e $copy ] || fail "there is no $copy: make dist makes it"
mkdir -p "$logs"

# Never remove what is still mounted: /dev is the real one.
leave() {
    [ -n "$root" ] || return 0
    for at in proc dev; do
        mountpoint -q "$root/$at" && umount -R "$root/$at"
    done
    if mountpoint -q "$root/proc" || mountpoint -q "$root/dev"; then
        echo "systems: $root is still in use and was not removed" >&2
    else
        rm -rf --one-file-system "$root"
    fi
    root=
}
trap leave EXIT
trap 'exit 130' INT TERM HUP

# Ubuntu's keys are not on a Debian: all that is taken from there is thrown
# away again.
install_system() { # SUITE
    script=
    case $1 in
    bookworm | trixie) set -- "$1" http://deb.debian.org/debian main ;;
    *)
        set -- "$1" http://archive.ubuntu.com/ubuntu main,universe --no-check-gpg
        # An older debootstrap does not know the name.
        [ -e "/usr/share/debootstrap/scripts/$1" ] ||
            script=/usr/share/debootstrap/scripts/gutsy
        ;;
    esac
    # shellcheck disable=SC2086 # a word, or none
    debootstrap ${4:-} --variant=minbase --components="$3" "$1" "$root" "$2" \
        $script
}

enter() { # COMMAND, by root
    chroot "$root" env -i DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c "$1" < /dev/null
}

as_student() { # COMMAND
    enter "su - student -c 'cd rpclab && $1'"
}

prepare() {
    mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
        mount --make-rslave "$root/dev" &&
        cp /etc/resolv.conf "$root/etc/resolv.conf" &&
        enter 'apt-get update -q && apt-get install -y -q make sudo' &&
        enter 'useradd -m -s /bin/bash student &&
            echo "student ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/student' &&
        cp $copy "$root/home/student/copy.tar.gz" &&
        enter 'su - student -c "tar -xzf copy.tar.gz"'
}

try() { # SUITE: its log is standard output
    install_system "$1" && prepare || return
    as_student 'make setup demo' || return
    as_student 'make setup check' || return
    as_student 'gcc --version | head -1'
}

for suite; do
    case $suite in
    bookworm | trixie | jammy | noble) ;;
    *) fail "SUITE is bookworm, trixie, jammy or noble, not \"$suite\"" ;;
    esac
done
for suite; do
    log=$logs/$suite.log
    root=$(mktemp -d) || exit 2
    chmod 755 "$root"
    if try "$suite" > "$log" 2>&1; then
        echo "  ok    $suite: $(tail -n 1 "$log")"
    else
        tail -n 15 "$log"
        echo "  FAIL  $suite: see build/systems/$suite.log"
        bad=1
    fi
    leave
done
exit $bad
