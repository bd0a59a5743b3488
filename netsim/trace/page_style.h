/*
 * page_style.h - how pages begin and look, those of results and those of runs:
 * light or dark as the reader's system is, and on paper.
 *
 * Colours are named once for each; grader/convert/test/page.py measures their
 * contrast.  Nothing is said by colour alone.
 */
#ifndef NETSIM_TRACE_PAGE_STYLE_H
#define NETSIM_TRACE_PAGE_STYLE_H

/*
 * What each page begins with, up to its title.  The policy forbids all that it
 * does not need: should markup of a program ever get through, a browser would
 * not run it.
 */
static const char page_begin[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
    "<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\""
    "default-src 'none'; style-src 'unsafe-inline'\"/>\n"
    "<meta name=\"viewport\" "
    "content=\"width=device-width, initial-scale=1\"/>\n";

static const char page_style[] =
    ":root { color-scheme: light dark;\n"
    "  --page: #ffffff; --panel: #f3f4f2; --text: #1a1a1a;\n"
    "  --muted: #555a60; --line: #c9ccd0; --link: #0b4f9c;\n"
    "  --good: #1b6428; --bad: #a1161a; --odd: #7a4a00; }\n"
    "@media (prefers-color-scheme: dark) { :root {\n"
    "  --page: #16181c; --panel: #20242a; --text: #e8e8e8;\n"
    "  --muted: #aab0b8; --line: #3c424a; --link: #8ab8ff;\n"
    "  --good: #7ccf8b; --bad: #ff9a94; --odd: #f0c27a; } }\n"
    "body { margin: 0; background: var(--page); color: var(--text);\n"
    "  font: 1rem/1.5 system-ui, sans-serif; }\n"
    "main { max-width: 64rem; margin: 0 auto; padding: 1rem; }\n"
    "h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }\n"
    "h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }\n"
    "a { color: var(--link); }\n"
    "a:focus-visible, pre:focus-visible { outline: 3px solid var(--link); }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "table.labs { width: auto; }\n"
    "caption { text-align: left; color: var(--muted); }\n"
    "th, td { text-align: left; vertical-align: top;\n"
    "  padding: .3rem .6rem; border-bottom: 1px solid var(--line);\n"
    "  overflow-wrap: anywhere; }\n"
    "thead th { color: var(--muted); font-weight: 600; }\n"
    "tbody th { font-weight: 600; }\n"
    ".number { text-align: right; white-space: nowrap; }\n"
    ".score { font-size: 1.6rem; font-weight: 600; margin: .5rem 0; }\n"
    ".wide { overflow-x: auto; }\n"
    ".good { color: var(--good); font-weight: 600; }\n"
    ".bad { color: var(--bad); font-weight: 600; }\n"
    ".odd { color: var(--odd); font-weight: 600; }\n"
    ".muted { color: var(--muted); }\n"
    "article { margin: 1.5rem 0; padding: .1rem 1rem 1rem;\n"
    "  background: var(--panel); border: 1px solid var(--line); }\n"
    "dl { display: grid; grid-template-columns: max-content 1fr;\n"
    "  gap: .2rem 1rem; }\n"
    "dt { color: var(--muted); }\n"
    "dd { margin: 0; overflow-wrap: anywhere; }\n"
    "pre { overflow-x: auto; padding: .6rem; line-height: 1.25;\n"
    "  background: var(--page); border: 1px solid var(--line);\n"
    "  font: .85rem/1.25 ui-monospace, \"DejaVu Sans Mono\", monospace; }\n"
    "code { font-family: ui-monospace, \"DejaVu Sans Mono\", monospace; }\n"
    "@media print { body { font-size: 10pt; } main { max-width: none; }\n"
    "  pre { overflow: visible; font-size: 7pt; }\n"
    "  tr, pre { break-inside: avoid; } h2, h3 { break-after: avoid; }\n"
    "  a { color: inherit; text-decoration: none; } }\n";

#endif
