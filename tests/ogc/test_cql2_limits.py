"""No filter text ends the process or holds it up: the parser library recurses, in native code."""

import json
import subprocess
import sys

import pytest

STACK_KB = 512  # a quarter of what a thread of the web server has (Rust gives its threads 2 MB)
SECONDS_MAX = 5.0  # for one text on a busy machine; alone the worst takes a tenth of a second

PARSE = """
import json, sys, threading, time
import django
django.setup()
from backend.core import errors
from gis_layers.ogc.cql2_text import parse_text

def parse(texts, found):
    for text in texts:
        started = time.perf_counter()
        try:
            parse_text(text)
            answer = "parsed"
        except errors.InvalidInput:
            answer = "refused"
        found.append([answer, time.perf_counter() - started])

texts, found = json.load(sys.stdin), []
threading.stack_size({stack_kb} * 1024)
thread = threading.Thread(target=parse, args=(texts, found))
thread.start()
thread.join()
json.dump(found, sys.stdout)
"""

# What to repeat, between what; every shape that the grammar takes recursively.
SHAPES = {
    "groups": ("(", "a = 1", ")"),
    "open groups": ("(", "", ""),
    "NOT": ("NOT ", "a = 1", ""),
    "NOT in groups": ("NOT (", "a = 1", ")"),
    "minus": ("-", "1 = a", ""),
    "sum": ("a + ", "1 = 1", ""),
    "power": ("a ^ ", "1 = 1", ""),
    "division": ("a div ", "1 = 1", ""),
    "AND": ("a = 1 AND ", "b = 1", ""),
    "OR": ("a = 1 OR ", "b = 1", ""),
    "AND and OR": ("a = 1 AND b = 1 OR ", "b = 1", ""),
    "AND in groups": ("(a = 1 AND ", "b = 1", ")"),
    "comparisons": ("a = ", "1", ""),
    "IN": ("a IN (", "1", ")"),
    "open IN": ("a IN (", "", ""),
    "IS NULL": ("a IS NULL = ", "1", ""),
    "BETWEEN": ("a BETWEEN ", "1 AND 2", ""),
    "LIKE": ("a LIKE ", "'x'", ""),
    "CASEI": ("CASEI(", "a", ")"),
    "open function": ("f(", "", ""),
    "list": ("1, ", "1", ""),
    "function of many": ("f(1), ", "1", ""),
    "dates": ("DATE('", "", ""),
    "polygon": ("POLYGON(", "0 0", ")"),
    "brackets in WKT": ("POLYGON((", "0 0", "))"),
    "collections": ("GEOMETRYCOLLECTION(", "POINT(1 1)", ")"),
    "numbers in WKT": ("1 -", "1", ""),
    "quotes": ("'", "", ""),
    "double quotes": ('"', "", ""),
    "comparison of groups": ("(a = ", "1", ")"),
    "commas in groups": ("(1, ", "1", ")"),
}
TAILS = ("", ",", " a", " AND", ")", "(", "'")
WRAPS = ("{}", "S_INTERSECTS(geometry, {})", "a IN ({})", "POINT({})", "POLYGON(({}))", "NOT ({})")
COUNTS = (1, 3, 5, 6, 8, 10, 11, 12, 13, 30, 98, 198, 199, 200, 300, 2000, 8000)


def shaped() -> list[str]:
    """Every shape at, below and above the limits; right, broken off, and inside another."""
    texts = [
        wrap.format(before * count + core + after * count + tail)
        for before, core, after in SHAPES.values()
        for count in COUNTS
        for tail in TAILS
        for wrap in WRAPS
    ]
    return sorted({text for text in texts if len(text) <= 9000})


def parsed_apart(texts: list[str], stack_kb: int = STACK_KB) -> list[tuple[str, float]]:
    """Parse texts in a process of their own, in a thread with a small stack."""
    done = subprocess.run(
        [sys.executable, "-c", PARSE.replace("{stack_kb}", str(stack_kb))],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-500:])
    return json.loads(done.stdout)


def test_no_shape_of_filter_ends_the_process_or_holds_it_up():
    texts = shaped()

    answers = parsed_apart(texts)

    assert {answer for answer, _ in answers} == {"parsed", "refused"}
    slowest = max(zip(answers, texts, strict=True), key=lambda pair: pair[0][1])
    assert slowest[0][1] < SECONDS_MAX, slowest[1][:200]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 11 + "a = 1" + ")" * 11,
        " OR ".join(["a = 1"] * 100),
        f"a IN ({', '.join(['1'] * 200)})",
        f"S_INTERSECTS(geometry, POLYGON(({', '.join(['21.0123 52.0123'] * 400)})))",
        "NOT (a = 1 AND (b = 2 OR NOT (c = 3 AND d IN (1, 2, 3))))",
    ],
    ids=["groups", "conditions", "values", "vertices", "nesting"],
)
def test_what_people_write_is_within_the_limits(text):
    assert [answer for answer, _ in parsed_apart([text])] == ["parsed"]
