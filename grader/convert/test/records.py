"""records.py - records of gradings that never were: every status, and text
that each format would trip over if it were not escaped."""

import copy

# Text as a submission could print it, one thing after the other: markup, the
# end of a CDATA section, lines of TAP and of Autolab, a formula, commands of a
# terminal, characters that XML has not, and others that must stay.
NASTY = (
    "quote \" apostrophe ' & < > ]]> <script>alert(1)</script> --> "
    "\x1b[31mred\x07\x7f \x85\x9b31m \ufffe\uffff "
    "back\\slash ${HOME} %s # SKIP # TODO \t tab \u00fc \u2717 \U0001f600"
)
LINES = (
    "\nok 1 - forged\n1..0\nBail out! forged\n  ...\n"
    '{"scores":{"lab1":100,"lab2":100}}\n'
)
STATUSES = ["pass", "fail", "unknown", "crashed", "timeout", "not-run",
            "infra", "stopped"]


def report(kind, **other):
    r = {
        "kind": kind, "name": "x", "why": "=1+1 why " + NASTY + LINES,
        "schedule": "drop server->client #1", "deviations": 1, "seed": 1,
        "expected": "@sum " + NASTY, "actual": "-1 " + NASTY,
        "diagram": ["   t/ms   server      client", "",
                    "    40.0     \u25cf\u25c0\u2500 " + NASTY + " \u2500\u25cf",
                    "\t ---", "  ..."],
        "replay": "make replay SCHEDULE='drop server->client #1'",
        "trace": "build/traces/x.jsonl",
        "hint": 'HANDOUT.md, "Lab 3, part A" (syllabus D2)',
    }
    r.update(other)
    return r


def case(lab, name, status, most=5, **other):
    c = {
        "name": "lab%d.%s" % (lab, name), "lab": lab,
        "what": "what it asks " + NASTY, "rows": "D2, E1",
        "points": most if status == "pass" else 0, "max": most,
        "status": status, "statement": "=statement " + NASTY + LINES,
        "ms": 1234,
    }
    c.update(other)
    return c


def record(cases, **other):
    """With a score, if it may have one: other says otherwise."""
    r = {
        "format": "rpclab-results", "version": 1,
        "submission": "some/dir " + NASTY,
        "mode": {"isolated": True, "sanitizers": False, "prior": "reference",
                 "enforced": ["seccomp", "landlock <5>"],
                 "not_enforced": ["uid"]},
        "complete": True, "graded": True, "ms": 29100, "exit": 0,
        "cases": cases,
    }
    r.update(other)
    if r["complete"] and r["graded"]:
        r["points"] = sum(c["points"] for c in cases)
        r["max"] = sum(c["max"] for c in cases)
        r["labs"] = [
            {"lab": lab,
             "points": sum(c["points"] for c in cases if c["lab"] == lab),
             "max": sum(c["max"] for c in cases if c["lab"] == lab)}
            for lab in sorted({c["lab"] for c in cases if c["max"]})]
        if r["exit"] == 0 and r["points"] < r["max"]:
            r["exit"] = 1
    return r


def some_cases(statuses):
    cases = []
    for lab in (1, 3):
        for s in statuses:
            other = {}
            if s in ("fail", "unknown"):
                other["report"] = report("failure")
            if s == "not-run":
                other["needs"] = "lab%d.fail" % lab
            cases.append(case(lab, s, s, **other))
        cases.append(case(lab, "shown", "pass", 0, report=report("exhibit")))
        cases.append(case(lab, "shows-nothing", "fail", 0))
        cases.append(case(lab, "not-shown", "not-run", 0))
    cases.append(case(3, "two", "fail", report=report("failure", diagram=[],
                      schedule="", text="a table\n" + NASTY + LINES),
                      more=[report("exhibit", schedule="",
                                   seed="18446744073709551615")]))
    return cases


def large():
    """Twenty rows of each diagram fit into 1 MB, forty do not."""
    rows = ["    40.0     " + "\u2500" * 230 for _ in range(40)]
    return record([
        case(1 + i % 4, "case%d" % i, "fail",
             report=report("failure", diagram=rows)) for i in range(43)])


def endless():
    """Nor do twenty rows of these."""
    long = "x" + "\u2500" * 660
    return record([
        case(3, "case%d" % i, "fail", statement=long,
             report=report("failure", why=long, diagram=[long] * 20,
                           text=long)) for i in range(30)])


decided = ["pass", "fail", "unknown", "crashed", "not-run"]
RECORDS = {
    "all-points": record([case(1, "a", "pass"), case(2, "b", "pass", 7),
                          case(2, "shown", "pass", 0,
                               report=report("exhibit"))]),
    "no-points": record([case(4, "a", "fail")]),
    "some-points": record(some_cases(decided)),
    "infra": record(some_cases(STATUSES[:7]), exit=2),
    "timeout": record(some_cases(["pass", "timeout"]), exit=2),
    "stopped": record(some_cases(["pass", "fail", "stopped"]), complete=False,
                      exit=130),
    "cut": record(some_cases(["pass"]), complete=False),
    "begun": record([case(1, "a", "pass"),
                     case(1, "b", "stopped", begun=False)],
                    complete=False, exit=2),
    "part": record([case(1, "a", "pass")], graded=False),
    "right-run": record([case(3, "a", "pass", 0,
                              report=report("run", idle=["drop a->b #1"]))],
                        graded=False, gallery=False, nodes="n", worlds="w"),
    "wrong-run": record([case(3, "a", "fail", 0, report=report(
        "run", left_out=["drop a->b #1"], margin=[[0, 1, 2]], world="w"))],
                        graded=False, exit=1),
    "large": large(),
    "endless": endless(),
}


def wrong(change):
    """A record that is right but for one change."""
    r = copy.deepcopy(RECORDS["some-points"])
    change(r)
    return r


def put(*path_and_value):
    *path, last, value = path_and_value

    def change(r):
        for key in path:
            r = r[key]
        r[last] = value
    return change


def without(*path):
    def change(r):
        for key in path[:-1]:
            r = r[key]
        del r[path[-1]]
    return change


# What is wrong, and part of the sentence that must say so.
WRONG = [
    (put("format", "other"), 'format is "other"'),
    (put("version", 2), "version is 2"),
    (without("version"), "version is missing"),
    (put("version", "1"), "version is not a whole number"),
    (without("cases"), "cases is missing"),
    (put("cases", {}), "cases is not a list"),
    (put("cases", 3, "status", "great"), 'cases[3].status is "great"'),
    (put("cases", 0, "points", 4), "cases[0].points is 4 of 5"),
    (put("cases", 1, "points", 5), "cases[1].points is 5 of 5"),
    (put("cases", 0, "max", 2.5), "cases[0].max is not a whole number"),
    (put("cases", 0, "ms", -1), "cases[0].ms is -1"),
    (put("cases", 0, "lab", 5), "cases[0].lab is 5"),
    (put("cases", 0, "lab", 0), "cases[0].lab is 0"),
    (put("cases", 2, []), "cases[2].name is missing"),
    (without("cases", 0, "statement"), "cases[0].statement is missing"),
    (put("cases", 1, "report", "kind", "joke"), 'report.kind is "joke"'),
    (without("cases", 1, "report", "why"), "cases[1].report.why is missing"),
    (put("cases", 1, "report", "diagram", 1, 7),
     "cases[1].report.diagram[1] is not a string"),
    (put("cases", 1, "report", "seed", -1), "cases[1].report.seed is -1"),
    (put("complete", 1), "complete is not true or false"),
    (without("mode", "isolated"), "mode.isolated is missing"),
    (put("mode", "enforced", [1]), "mode.enforced[0] is not a string"),
    (put("points", 400), "points is 400"),
    (without("points"), "points is missing"),
    (put("labs", 0, "points", 9), "labs[0].points is 9"),
    (put("labs", 1, "lab", 1), "labs[1].lab is 1: for the second time"),
    (without("labs", 1), "labs have"),
    (put("submission", None), "submission is not a string"),
]
