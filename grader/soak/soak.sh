#!/bin/sh
# soak.sh BUILD REAL SECONDS SEED - the programs of labs 3 and 4 in REAL as
# real processes, over a proxy that loses, delays, repeats and reorders; server
# and clients are killed (SIGKILL) or stopped for a while at random moments,
# and started again.  At the end the books must balance.
#
# Three services, one after the other: vault with exactly-once, vault with
# durable, and the bank of lab 3, of which only what may be repeated is asked.
#
# What is true is known without a trace: each teller debits Alice an amount of
# its own, so the digits of what is missing say who has debited how often.
# SEED decides what is killed when and what is lost, but the clock is real:
# two runs are alike, not the same.
set -u
build=$1
real=$2
seconds=$3
seed=$4
# Who looks at the books is not the one whose books they are.
auditor=$build/real-solution/bank-client

case $seconds$seed in
*[!0-9]*)
    echo "soak: seconds \"$seconds\" and seed \"$seed\" are to be numbers" >&2
    exit 2
    ;;
esac
[ "$seconds" -ge 4 ] || { echo "soak: at least 4 seconds" >&2; exit 2; }

. "${0%/*}/world.sh"

begin=1000000000000 # what Alice has
amounts="1 10000 100000000" # of each teller: 9,999 debits have room
who="1 2 3"

# ---- what the tellers do -------------------------------------------------

amount_of() { # TELLER
    echo "$amounts" | cut -d' ' -f"$1"
}

# Of a run: 5 times from Alice to Bob.
start_client() { # TELLER
    a=$(amount_of "$1")
    ops="debit alice $a deposit bob $a"
    # shellcheck disable=SC2086 # one word an argument
    "$real/teller" --identity "$dir/id.$1" --pending "$dir/pending.$1" \
        "127.0.0.1:$proxy_port" $ops $ops $ops $ops $ops \
        >> "$dir/out.$1" 2>> "$dir/err.$1" &
    pid=$!
}

start_bank_client() {
    "$real/bank-client" "127.0.0.1:$proxy_port" \
        open alice balance alice open alice balance alice \
        >> "$dir/out.$1" 2>> "$dir/err.$1" &
    pid=$!
}

# A run has come to its end: its steps are done, and the next begins anew.
end_client() { # TELLER STATUS
    rm -f "$dir/pending.$1"
    [ "$2" -eq 0 ] || echo "$2" >> "$dir/failed.$1"
    [ "$2" -le 1 ] || fail "client $1 ended with $2" "$dir/err.$1"
    [ ! -s "$dir/err.$1" ] || fail "client $1 complained" "$dir/err.$1"
}

# ---- what must be true at the end ----------------------------------------

balance() { # NAME: asked for past the proxy; a number or a sentence
    "$auditor" "127.0.0.1:$server_port" balance "$1" |
        sed 's/^[^:]*: //'
}

# How often TELLER's change of VERB was acknowledged.  After a crash it may
# print the same reply again, and with it the same balance: it says which.
acknowledged() { # TELLER VERB
    sort -u "$dir/out.$1" | grep -c "^$2 .*: [0-9]*\$"
}

# The change of each teller has four digits of the sum of all.
executed() { # TELLER SUM
    echo $(($2 / $(amount_of "$1") % 10000))
}

# Of each teller: acknowledged <= executed <= asked for.  The sum may not have
# anything else in it.
check_books() { # exact: whatever was asked for was acknowledged; or loose
    answered=0
    alice=$(balance alice)
    bob=$(balance bob)
    case $alice$bob in
    *[!0-9]*) fail "no balances at the end: $alice, $bob" ;;
    esac
    for i in $who; do
        asked=$((5 * $(cat "$dir/runs.$i")))
        for verb in debit deposit; do
            sum=$bob
            [ $verb = deposit ] || sum=$((begin - alice))
            acked=$(acknowledged "$i" $verb)
            ran=$(executed "$i" "$sum")
            what="teller $i: ${verb}s: $asked asked for, $acked acknowledged,"
            what="$what $ran executed"
            answered=$((answered + acked))
            [ "$acked" -le "$ran" ] || fail "lost: $what" "$dir/out.$i"
            [ "$ran" -le "$asked" ] || fail "doubled: $what" "$dir/out.$i"
            [ "$1" != exact ] || [ "$acked" -eq "$asked" ] ||
                fail "not acknowledged: $what" "$dir/out.$i"
        done
        [ "$1" != exact ] || [ ! -e "$dir/failed.$i" ] ||
            fail "teller $i: a call has failed" "$dir/out.$i"
    done
    [ "$1" != exact ] || [ $((alice + bob)) -eq $begin ] ||
        fail "money: alice $alice and bob $bob were $begin together"
}

# At least once: nothing that was asked may have changed anything, and calls
# return in the end, whatever became of the server.
check_bank() {
    answered=0
    for i in $who; do
        bad=$(grep -vxE '(open|balance) alice: (1000|timed out.*)' \
            "$dir/out.$i") && fail "client $i was told: $bad"
        answered=$((answered + $(grep -c ': 1000$' "$dir/out.$i")))
    done
    [ "$(balance alice)" = 1000 ] || fail "alice has $(balance alice)"
}

# ---- the three services --------------------------------------------------

echo "soak: $seconds s, seed $seed: $network"
accounts="alice $begin bob 0"
soak exactly-once $((seconds / 2)) start_client \
    "$real/vault" --semantics exactly-once --threads 3 --slow 2 \
    --journal "$top/exactly-once/journal" --compact 20000
check_books exact
report "money conserved, every call executed once"

soak durable $((seconds / 4)) start_client \
    "$real/vault" --semantics durable \
    --journal "$top/durable/journal" --compact 20000
check_books loose
report "no acknowledged call lost, none executed twice"

accounts="alice 1000"
soak at-least-once $((seconds / 4)) start_bank_client "$real/bank-server"
check_bank
report "repetitions have changed nothing"
echo "soak: all is well"
