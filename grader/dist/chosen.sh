#!/bin/sh
# chosen.sh THROUGH LIST - of the names on standard input those that a student's
# copy for labs 1 to THROUGH has, by LIST (files.txt).  "chosen.sh never LIST":
# those that no copy has.
set -eu
exec awk -v through="$1" '
    # A pattern with "*" as an expression.
    function expression(pattern) {
        gsub(/[].[+?(){}|^$\\]/, "\\\\&", pattern)
        gsub(/\*/, ".*", pattern)
        return "^" pattern "$"
    }
    FNR == NR {
        if (/^(never|[1-4]) /) {
            first[++n] = $1
            pattern[n] = expression($2)
        }
        next
    }
    {
        for (i = n; i > 0 && $0 !~ pattern[i]; i--)
            ;
        from = i ? first[i] : 1
        if (through == "never" ? from == "never" : \
            from != "never" && from <= through + 0)
            print
    }' "$2" -
