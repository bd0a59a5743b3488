#!/bin/sh
# consumers.sh BUILD [large] - exports, read by those they are written for.
#
# Always: xmllint reads SVG and HTML, also of a run whose programs print
# markup; dot draws what is written for it.  "large": Chromium, without a
# window, shows the page, and Mermaid's parser takes the sequence diagram;
# `.ci/setup consumers` installs the one, npm the other in build/consumers.
set -u
netsim=$1/bin/netsim
traces=netsim/trace/test
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0

fail() {
    echo "$*"
    bad=1
}

# NAME FORMAT [OPTION ...]: the file of that name, "$tmp/NAME.FORMAT".
export_as() {
    name=$1 format=$2
    shift 2
    "$netsim" export "$@" --to "$format" --output "$tmp/$name.$format" \
        "$traces/$name.jsonl" || fail "$name cannot be written as $format"
}

n=0
for name in lost_reply crash faults three_hosts many_hosts empty text hostile
do
    for format in svg html; do
        export_as $name $format --logs --steps
        xmllint --noout "$tmp/$name.$format" || fail "$name.$format: no XML"
    done
    export_as $name dot
    dot -Tsvg -o "$tmp/dot.svg" "$tmp/$name.dot" || fail "$name.dot"
    export_as $name mermaid
    n=$((n + 4))
done

# Links of a page lead somewhere.
for name in lost_reply faults; do
    grep -o 'href="#e[0-9]*"' "$tmp/$name.html" | sort -u |
        sed 's/href="#/ id="/' > "$tmp/links"
    [ -s "$tmp/links" ] || fail "$name.html has no links"
    while read -r id; do
        grep -q " $id" "$tmp/$name.html" || fail "$name.html: nothing has $id"
    done < "$tmp/links"
done

browser() {
    for b in chromium chromium-browser google-chrome; do
        command -v $b && return
    done
}

# What is on the screen: scripts of a program would have run by then.
pages() {
    chromium=$(browser)
    [ -n "$chromium" ] || { echo "not tested: there is no Chromium"; exit 1; }
    for name in faults hostile; do
        "$chromium" --headless --no-sandbox --disable-gpu --dump-dom \
            "file://$tmp/$name.html" > "$tmp/dom" 2> "$tmp/messages"
        grep -q '<svg ' "$tmp/dom" || fail "$name.html: no diagram"
        grep -q '<tr id="e1">' "$tmp/dom" || fail "$name.html: no events"
        grep -q '<script' "$tmp/dom" && fail "$name.html: a script got in"
        grep -i 'console.*error' "$tmp/messages" && bad=1
    done
}

mermaid() {
    modules=build/consumers/node_modules
    mkdir -p build/consumers
    [ -d $modules/mermaid ] || npm install --silent --no-fund --no-audit \
        --prefix build/consumers mermaid@11 jsdom@26 ||
        { echo "not tested: npm cannot install Mermaid"; exit 1; }
    cat > build/consumers/parse.mjs <<'JS'
import { readFileSync } from "fs";
import { JSDOM } from "jsdom";
const dom = new JSDOM("");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import("mermaid")).default;
for (const path of process.argv.slice(2)) {
    const kind = await mermaid.parse(readFileSync(path, "utf8"));
    if (kind.diagramType !== "sequence")
        throw new Error(path + ": " + JSON.stringify(kind));
}
JS
    # A diagram with nothing in it is no diagram there.
    rm "$tmp/empty.mermaid"
    (cd build/consumers && node parse.mjs "$tmp"/*.mermaid) || fail "Mermaid"
}

if [ "${2:-}" = large ]; then
    pages
    mermaid
fi
[ $bad -eq 0 ] && echo "$n files were read"
exit $bad
