"""page.py - what a page must be for everyone to read it, from its XML alone:
nothing from elsewhere, a language, headings in order, links that lead
somewhere, and colours that differ enough (WCAG 2.1, 1.4.3: 4.5 to 1)."""

import re
import xml.etree.ElementTree as ElementTree

XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(text):
    return ElementTree.fromstring(text.replace("<!DOCTYPE html>", "", 1))


def text_of(text):
    return "".join(parse(text).itertext())


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4
              for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def problems_of_colours(style):
    # The first set is the light one, the second the dark one.
    names = re.findall(r"--(\w+): (#[0-9a-f]{6})", style)
    half = len(names) // 2
    if half < 8 or len(names) != 2 * half:
        yield "has no two sets of colours"
        return
    for scheme in (dict(names[:half]), dict(names[half:])):
        for front in ("text", "muted", "link", "good", "bad", "odd"):
            for back in ("page", "panel"):
                c = contrast(scheme[front], scheme[back])
                if c < 4.5:
                    yield "contrast of %s on %s is %.2f" % (front, back, c)
    loose = set(re.findall(r"#[0-9a-f]{3,6}\b", style)) - {
        colour for _, colour in names}
    if loose:
        yield "has colours without a name: %s" % loose


def problems_of_headings(root):
    levels = [int(e.tag[-1]) for e in root.iter()
              if re.fullmatch(XHTML + "h[1-6]", e.tag)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "has not one h1, which comes first"
    for a, b in zip(levels, levels[1:]):
        if b > a + 1:
            yield "leaps from h%d to h%d" % (a, b)


def problems_of_links(root):
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    if len(ids) != len(set(ids)):
        yield "has an id twice"
    for e in root.iter():
        for key in ("href", "aria-labelledby"):
            to = e.get(key)
            if to is not None and to.lstrip("#") not in ids:
                yield "%s=%s leads nowhere" % (key, to)
        for key in e.attrib:
            if key.startswith("on") or key in ("src", "style", "action"):
                yield "%s has the attribute %s" % (e.tag, key)


def problems_of(text):
    root = parse(text)
    known = {"html", "head", "meta", "title", "style", "body", "main",
             "section", "article", "h1", "h2", "h3", "p", "table", "caption",
             "thead", "tbody", "tr", "th", "td", "a", "dl", "dt", "dd",
             "code", "span", "pre"}
    if not text.startswith("<!DOCTYPE html>"):
        yield "is no HTML5"
    if root.get("lang") != "en":
        yield "has no language"
    if not (root.findtext(XHTML + "head/" + XHTML + "title") or ""):
        yield "has no title"
    for e in root.iter():
        if e.tag.replace(XHTML, "") not in known:
            yield "has an element %s" % e.tag
    for table in root.iter(XHTML + "table"):
        if table.find(XHTML + "caption") is None:
            yield "has a table without a caption"
        for th in table.iter(XHTML + "th"):
            if th.get("scope") not in ("row", "col"):
                yield "has a heading of a table without a scope"
    style = root.findtext(XHTML + "head/" + XHTML + "style") or ""
    if "url(" in style or "@import" in style:
        yield "takes its style from elsewhere"
    if "@media print" not in style:
        yield "says nothing about paper"
    yield from problems_of_colours(style)
    yield from problems_of_headings(root)
    yield from problems_of_links(root)
