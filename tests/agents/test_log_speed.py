"""A log of any size and shape is understood in bounded time, and what decides is found wherever it stands."""

from __future__ import annotations

import time

import pytest
from log_samples import read

from mity.agents.classify import classify
from mity.agents.reduce import LIMIT, reduce
from mity.agents.signatures import rows

MEGABYTES_10 = 10_000_000
BOUND_S = 1.5  # of processor time; measured: 0.06 to 0.2 s
QUIET = "[INFO] Compiling module 17 of 40 with javac [debug release 17] to target/classes\n"
BROKEN = "[ERROR] /home/dev/app/src/main/java/com/example/shop/A.java:[2,28] cannot find symbol\n"

SHAPES = {
    "quiet": QUIET,
    "compiler errors": "src/a.ts(1,2): error TS2307: Cannot find module 'x' or its corresponding type declarations.\n",
    "stack traces": "Caused by: java.lang.IllegalStateException: failed\n\tat a.b.C.d(C.java:1)\n",
    "one line": "error: ",
    "escapes": "\x1b[",
    "redraws": "10%\r",
    "line ends": "\n",
    "wrapped": "this line is wrapped at the sa\nme column again and again and a\n",
}


@pytest.fixture(scope="module", autouse=True)
def table_is_read() -> None:
    classify("error: warm-up\n")


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_ten_megabytes_of_anything(shape: str) -> None:
    text = SHAPES[shape] * (MEGABYTES_10 // len(SHAPES[shape]))
    start = time.process_time()
    classify(text, exit_code=1)
    assert time.process_time() - start < BOUND_S


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_the_cause_is_found_wherever_it_stands(share: float) -> None:
    lines = 2_000_000 // len(QUIET)
    before = int(lines * share)
    found = classify(QUIET * before + BROKEN + QUIET * (lines - before))
    assert found is not None
    assert found.evidence == (BROKEN.rstrip(),)


def test_a_long_log_is_cut_down_and_a_short_one_is_not() -> None:
    short = read("javac.maven-error.log")
    assert reduce(short) is short
    assert len(reduce("something failed\n" * 1_000_000)) < 1.1 * LIMIT


FILLERS = ("a", " ", "'", "(", "a/", "A_", "error: ", "src/a.ts(1,2)", "\n")


@pytest.mark.slow
@pytest.mark.rotation("scale", of=3)
def test_no_pattern_blows_up() -> None:
    slow = []
    for row in rows():
        for filler in FILLERS:
            text = filler * (1_500 // len(filler)) + row.literals[0] + filler * (1_500 // len(filler))
            start = time.process_time()
            row.regex.search(text)
            if time.process_time() - start > 0.25:
                slow.append((row.id, filler))
    assert slow == []
