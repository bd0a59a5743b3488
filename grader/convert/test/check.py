"""check.py CONVERT DIRECTORY [NAME ...] - each record in each format, judged
by who reads that format: JSON Schema, xmllint, prove, the csv module, and by
page.py.  DIRECTORY/NAME.json is a record, too, and NAME.txt its text.

Says a line for each that is wrong, and exits 1."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema

import page
import records

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = ["text", "html", "csv", "gradescope", "autolab", "prairielearn",
           "junit", "tap"]
problems = []


def expect(ok, *sentence):
    if not ok:
        problems.append(" ".join(str(s) for s in sentence))


def has_score(r):
    return (r["complete"] and r["graded"] and r["exit"] < 2
            and not any(c["status"] in ("infra", "timeout")
                        for c in r["cases"]))


HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def readable(text):
    """As written: without what may do harm."""
    return HARMFUL.sub("", text)


def one_line(text):
    return readable(text).replace("\n", " ").replace("\t", " ")


def schema(name):
    with open(os.path.join(HERE, name + ".schema.json")) as f:
        s = json.load(f)
    jsonschema.Draft7Validator.check_schema(s)
    return jsonschema.Draft7Validator(s)


def fits(name, value, of):
    for e in schema(name).iter_errors(value):
        where = "/".join(str(p) for p in e.absolute_path)
        expect(False, of, "at", where, e.message[:200])


def run(convert, fmt, text, **how):
    return subprocess.run([convert, "--to", fmt], input=text, timeout=20,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          **how)


# ---- one function a format: r the record, out what came of it, name of both


def check_gradescope(r, out, name):
    v = json.loads(out)
    fits("gradescope", v, name)
    expect(("score" in v) == has_score(r), name, "has a score or not")
    if has_score(r):
        expect(v["score"] == r["points"], name, "score", v["score"])
        total = sum(t.get("score", 0) for t in v["tests"])
        expect(total == r["points"], name, "tests add up to", total)
    else:
        expect("not 0 points" in v["output"], name, "does not say why")
        expect(("stopped before" in v["output"]) == (not r["complete"]), name,
               "says another reason:", v["output"])
        expect("Rerun" in v["output"], name, "does not say what to do")
    expect(len(v["tests"]) == len(r["cases"]), name, "number of tests")
    for c, t in zip(r["cases"], v["tests"]):
        expect(t["name"].startswith(c["name"] + ": "), name, t["name"])
        if c["status"] in ("infra", "timeout", "stopped"):
            expect("status" not in t, name, c["name"], "is undecided")
        else:
            passed = "passed" if c["status"] == "pass" else "failed"
            expect(t["status"] == passed, name, c["name"], t["status"])
        if "report" in c:
            expect(one_line(c["report"]["why"]) in t["output"], name,
                   c["name"], "does not say why")
            for row in c["report"]["diagram"]:
                expect(one_line(row) + "\n" in t["output"], name, c["name"],
                       "lacks a row")


def check_autolab(r, out, name):
    lines = out.rstrip("\n").split("\n")
    last = [json.loads(line) for line in lines[-2:]]
    fits("autolab", last, name)
    scores = last[1]["scores"]
    expect(set(scores) == {"lab%d" % c["lab"] for c in r["cases"]}, name,
           "scores of", sorted(scores))
    for lab, score in scores.items():
        points = sum(c["points"] for c in r["cases"]
                     if "lab%d" % c["lab"] == lab)
        expect(score == (points if has_score(r) else None), name, lab, score)
    for stage in last[0]["stages"]:
        for case, verdict in last[0][stage].items():
            of = [c for c in r["cases"] if c["name"] == case][0]
            expect(verdict["passed"] == (of["status"] == "pass"), name, case)
            expect(of["status"] not in ("infra", "timeout", "stopped"), name,
                   case, "is undecided")


def check_prairielearn(r, out, name):
    v = json.loads(out)
    fits("prairielearn", v, name)
    expect(len(out.encode()) < 1000000, name, "is larger than 1 MB")
    expect(v["gradable"] == has_score(r), name, "gradable", v["gradable"])
    if has_score(r):
        expect(abs(v["score"] - r["points"] / r["max"]) < 1e-6, name,
               "score", v["score"])
        expect(sum(t["points"] for t in v["tests"]) == r["points"], name,
               "tests do not add up")
    if name.startswith(("large", "endless")):
        expect(any("too long for this service" in t["output"]
                   for t in v["tests"]), name, "does not say what it left out")
    if name.startswith("large"):
        expect(all(t["output"].count("    40.0 ") == 20 for t in v["tests"]),
               name, "leaves out more than it must")


def check_junit(r, out, name):
    path = "junit.xml"
    with open(path, "w") as f:
        f.write(out)
    lint = subprocess.run(["xmllint", "--noout", "--schema",
                           os.path.join(HERE, "junit.xsd"), path],
                          stderr=subprocess.PIPE, text=True)
    expect(lint.returncode == 0, name, lint.stderr[:500])
    root = ElementTree.fromstring(out)
    for suite in [root] + root.findall("testsuite"):
        for counted, tag in (("tests", "testcase"), ("failures", "failure"),
                             ("errors", "error"), ("skipped", "skipped")):
            expect(int(suite.get(counted)) == len(list(suite.iter(tag))),
                   name, suite.get("name"), counted, suite.get(counted))
    errors = {c.get("name") for c in root.iter("testcase")
              if c.find("error") is not None}
    expected = {c["name"] for c in r["cases"] if c["status"] in
                ("crashed", "infra", "timeout", "stopped")}
    if not r["complete"]:
        expected.add("complete")
    expect(errors == expected, name, "errors are", sorted(errors))
    failures = {c.get("name"): c.find("failure") for c in root.iter("testcase")
                if c.find("failure") is not None}
    expected = {c["name"]: c for c in r["cases"]
                if c["status"] in ("fail", "unknown") and c["max"]}
    expect(set(failures) == set(expected), name, "failures are",
           sorted(failures))
    for case, failure in failures.items():
        why = expected[case].get("report", expected[case]).get(
            "why", expected[case]["statement"])
        expect(failure.get("message") == one_line(why), name, case, "says",
               failure.get("message"))


def check_tap(r, out, name):
    with open("tap.tap", "w") as f:
        f.write(out)
    prove = subprocess.run(["prove", "--exec", "cat", "tap.tap"],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True)
    undecided = not r["complete"] or r["exit"] > 1 or any(
        c["status"] in ("infra", "timeout") for c in r["cases"])
    all_pass = all(c["status"] == "pass" for c in r["cases"] if c["max"])
    expect((prove.returncode == 0) == (all_pass and not undecided), name,
           "prove exits", prove.returncode)
    expect(("Bailout called" in prove.stdout) == undecided, name,
           "bails out or not:", prove.stdout)
    points = subprocess.run(
        ["perl", os.path.join(HERE, "tap.pl"), "tap.tap"], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    expect(points == tap_of(r, undecided), name, "is read as\n" + points)


def tap_of(r, undecided):
    """What tap.pl must print."""
    lines = ["plan %d" % len(r["cases"])]
    for i, c in enumerate(r["cases"], 1):
        directive, ok = "", c["status"] == "pass"
        if not c["max"] and c["status"] == "not-run":
            directive, ok = "SKIP", True
        elif not c["max"] and not ok and c["status"] not in ("infra",
                                                             "timeout"):
            directive = "TODO"
        lines.append("%s %d [%s] %s status=%s rows=%d" % (
            "ok" if ok else "not ok", i, directive, c["name"], c["status"],
            len(c.get("report", {}).get("diagram", []))))
    lines.append("bailout %d" % undecided)
    return "\n".join(lines) + "\n"


def check_csv(r, out, name):
    rows = list(csv.reader(io.StringIO(out, newline=""), strict=True))
    expect(out.count("\r\n") == len(r["cases"]) + 1, name, "line ends")
    expect(out.replace("\r\n", "").count("\n") == 0, name, "a line is broken")
    expect(len({len(row) for row in rows}) == 1, name, "fields of lines")
    for c, row in zip(r["cases"], rows[1:]):
        points = str(c["points"]) if has_score(r) else ""
        expect(row[:6] == [c["name"], str(c["lab"]), c["status"], points,
                           str(c["max"]), str(c["ms"])], name, row[:6])
        expect(not any(f.startswith(("=", "+", "-", "@")) for f in row), name,
               c["name"], "has a formula")
        expect(row[6].lstrip("'") == one_line(c["statement"]), name,
               c["name"], "says", row[6][:80])


def check_text(r, out, name):
    for c in r["cases"]:
        if c.get("begun", True):
            expect("\n" + c["name"] + " " in "\n" + out, name, "lacks",
                   c["name"])
    if has_score(r):
        expect("score %d/%d\n" % (r["points"], r["max"]) in out, name,
               "lacks the score")
    path = name.split()[0] + ".txt"
    if os.path.exists(path):
        with open(path) as f:
            expect(f.read() == out, name, "is not what the grader printed")


def check_html(r, out, name):
    path = "page.html"
    with open(path, "w") as f:
        f.write(out)
    lint = subprocess.run(["xmllint", "--noout", path], text=True,
                          stderr=subprocess.PIPE)
    expect(lint.returncode == 0, name, lint.stderr[:500])
    for sentence in page.problems_of(out):
        expect(False, name, sentence)
    text = page.text_of(out)
    for c in r["cases"]:
        for t in ([c["report"]] if "report" in c else []) + c.get("more", []):
            for row in t["diagram"]:
                expect(one_line(row) in text, name, c["name"], "lacks a row")
            for key in ("why", "expected", "actual", "schedule", "replay",
                        "hint"):
                expect(readable(t[key]) in text, name, c["name"], "lacks", key)
    score = "score %d of %d" % (r.get("points", 0), r.get("max", 0))
    expect((score in text) == has_score(r), name, "shows the score or not")
    expect(("no score" in text) == (not has_score(r)), name,
           "says that there is none, or not")


# ---- all of it


def check_record(convert, name, r):
    text = json.dumps(r, ensure_ascii=False).encode()
    for fmt in FORMATS:
        of = "%s as %s:" % (name, fmt)
        done = run(convert, fmt, text)
        expect(done.returncode == 0 and not done.stderr, of,
               done.stderr.decode())
        if name in ("some-points", "infra"):
            again = run(convert, fmt, text, cwd="/", env={
                "LC_ALL": "C", "TZ": "Asia/Tokyo", "TERM": "xterm"})
            expect(done.stdout == again.stdout, of,
                   "other bytes the second time")
        try:
            out = done.stdout.decode()
            expect(readable(out.replace("\r\n", "\n")) ==
                   out.replace("\r\n", "\n"), of, "has control characters")
            globals()["check_" + fmt](r, out, of)
        except (ValueError, KeyError, IndexError,
                ElementTree.ParseError) as e:
            expect(False, of, "is not as it should be:", repr(e)[:300])


def check_wrong(convert, text, sentence):
    done = run(convert, "gradescope", text)
    said = done.stderr.decode()
    expect(done.returncode == 2, repr(sentence), "exits", done.returncode)
    expect(not done.stdout, repr(sentence), "writes a result")
    expect(sentence in said and said.count("\n") == 1, repr(sentence),
           "is not what it says:", said)


def check_all_wrong(convert):
    for change, sentence in records.WRONG:
        check_wrong(convert, json.dumps(records.wrong(change)).encode(),
                    sentence)
    right = json.dumps(records.RECORDS["some-points"]).encode()
    for text, sentence in (
            (b"", "line 1"), (right[:-2], "line 1"), (b"[]", "format"),
            (right.replace(b"quote", b"\xff"), "unable to decode byte 0xff"),
            (right.replace(b"quote", b"\\u0000"), "line 1"),
            (right.replace(b"{", b'{"version": 1, ', 1), "duplicate")):
        check_wrong(convert, text, sentence)


def main():
    convert, directory = os.path.abspath(sys.argv[1]), sys.argv[2]
    os.chdir(directory)
    all_records = dict(records.RECORDS)
    for name in sys.argv[3:]:
        with open(name + ".json") as f:
            all_records[name] = json.load(f)
    for name, r in all_records.items():
        check_record(convert, name, r)
    check_all_wrong(convert)
    for sentence in problems:
        print(sentence)
    print("%d records in %d formats, %d that are wrong: %d problems" % (
        len(all_records), len(FORMATS), len(records.WRONG), len(problems)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
