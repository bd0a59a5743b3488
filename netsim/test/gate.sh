#!/bin/sh
# gate.sh BUILD CC - what would reach the real system stops the build, with a
# sentence and the place; a program's own functions do not.
set -u
build=$1
cc=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

flags=

# A node of one file; what the gate says is left in $tmp/said.
link() {
    san=
    case $build in *-san) san=-fsanitize=address,undefined ;; esac
    # shellcheck disable=SC2086 # words, or none
    "$cc" -g -fPIC -D_XOPEN_SOURCE=700 $flags $san -c -o "$tmp/lab.o" \
        "$tmp/lab.c" &&
        "$cc" $san -shared -Wl,-Bsymbolic -Wl,-z,now -o "$tmp/lab.so.tmp" \
            "$tmp/lab.o" -Wl,--whole-archive "$build/netsim/user/shim.a" \
            -Wl,--no-whole-archive &&
        netsim/user/gate "$tmp/lab.so.tmp" "$tmp/lab.o" 2> "$tmp/said"
}

refused() { # CODE EXPECTED
    printf '%s\n' "$1" > "$tmp/lab.c"
    if link; then
        echo "not refused: $1"
        bad=1
    elif ! grep -qF "$2" "$tmp/said"; then
        echo "refused, but not with \"$2\":"
        cat "$tmp/said"
        bad=1
    fi
}

accepted() { # CODE
    printf '%s\n' "$1" > "$tmp/lab.c"
    link || { echo "refused: $1"; cat "$tmp/said"; bad=1; }
}

refused '#include <unistd.h>
int main(void) { return fork(); }' 'lab.c:2: error: fork(): a simulated host'
refused '#include <pthread.h>
int main(void) { return pthread_cancel(pthread_self()); }' \
    'lab.c:2: error: pthread_cancel(): a thread is not cancelled here'
refused '#include <pthread.h>
int main(void) { return pthread_atfork(0, 0, 0); }' 'nothing is ever forked'
refused '#include <signal.h>
int main(void) { return pthread_sigmask(0, 0, 0); }' \
    'pthread_sigmask(): only SIGPIPE is simulated'
refused '#include <threads.h>
int main(void) { mtx_t m; return mtx_lock(&m); }' \
    'mtx_lock(): use pthread_mutex_lock()'
refused '#include <sys/select.h>
int main(void) { return select(0, 0, 0, 0, 0); }' 'select(): use poll()'
refused '#include <stdlib.h>
int main(void) { return system("date"); }' 'system(): there is no shell'
refused '#include <stdio.h>
int main(void) { return tmpfile() == 0; }' 'tmpfile(): use mkstemp()'
refused '#include <unistd.h>
int main(void) { return (int)getppid(); }' \
    'getppid(): the simulated kernel does not have this function'
refused '__attribute__((tls_model("initial-exec"))) _Thread_local int x;
int main(void) { return x; }' 'lab.o: error: _Thread_local: compile it'
accepted '_Thread_local int x; int *volatile p;
int main(void) { p = &x; return *p; }'
accepted 'int send(int a); int send(int a) { return a + 1; }
int main(void) { return send(1); }'
accepted '#include <stdio.h>
#include <string.h>
int main(int n, char **a) { return printf("%s %d\n", a[0], n) < 0; }'

# Calls of files under all the names that headers have for them.
for flags in '-D_FILE_OFFSET_BITS=64' '-D_GNU_SOURCE -D_LARGEFILE64_SOURCE' \
    '-O2 -D_FORTIFY_SOURCE=2 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64'; do
    for program in disk_calls disk_stdio disk_script; do
        accepted "#include \"$PWD/netsim/test/node/$program.c\""
    done
done
exit $bad
