"""Every pattern that reads what tools print, given the worst that can be derived from the pattern itself."""

from __future__ import annotations

import re
import time

import pytest
from worst_inputs import pumps

from mity.agents.classify import classify
from mity.agents.normalise import LINE_LIMIT
from mity.agents.reduce import LIMIT
from mity.agents.signatures import Row, rows
from mity.agents.verdict import LONG, candidate_lines, matches
from mity.redaction import Redactor
from mity.redaction.shapes import TOKEN_PATTERNS
from mity.text.json_logs import expand
from mity.text.long_lines import LONGEST, USUAL, shortened
from rows import each, in_turns

MEBIBYTE = 1 << 20
BOUND_S = 0.5
SLACK = 3  # for a machine that is busy with other tests

SHARES = 6
"""One run of CI tries one share of the signatures."""


def worst_lines(row: Row, width: int) -> list[str]:
    """Lines of a width that a row looks at, each with what the row repeats."""
    made = []
    for literal in row.literals[:2]:
        for before, piece in [*pumps(row.pattern, re.MULTILINE), ("", "a"), ("", " ")]:
            if piece:
                room = max(0, width - len(before) - len(literal) - 2)
                fill = (piece * (room // len(piece) + 1))[:room]
                made += [literal + before + fill, before + fill + literal]
    return [line.replace("\n", " ")[:width] if row.window == 0 else line[:width] for line in made]


def seconds(row: Row, line: str) -> float:
    """What a row takes for a log that is full of a line, as it is after it was cut down."""
    text = (line + "\n") * (LIMIT // (len(line) + 1))
    began = time.process_time()
    matches(row, text)
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("patterns", of=SHARES)
@pytest.mark.parametrize("share", range(SHARES))
def test_each_signature_is_quick_for_its_worst_input(share: int) -> None:
    slow = {}
    for row in rows()[share::SHARES]:
        _ = row.regex
        for width, step in ((LONG - 10, 5), (LINE_LIMIT, 1)):
            for line in worst_lines(row, width)[::step]:
                if (taken := seconds(row, line)) > BOUND_S:
                    slow[row.id] = (round(min(taken, seconds(row, line)), 2), line[:80])
    assert {name: found for name, found in slow.items() if found[0] > BOUND_S} == {}


@pytest.mark.slow
@each("row", rows()[::29], ids=lambda row: row.id)
def test_some_signatures_are_quick_for_their_worst_input(row: Row) -> None:
    for line in worst_lines(row, LINE_LIMIT)[:4]:
        assert seconds(row, line) < BOUND_S * SLACK


@each("name", ["poetry.solver", "port.question", "rust.crate-linked", "port.node", "npm.generic"])
def test_those_that_were_not_linear_are_now(name: str) -> None:
    (row,) = (row for row in rows() if row.id == name)
    lines = worst_lines(row, LINE_LIMIT)
    assert all(seconds(row, line) < BOUND_S * SLACK for line in lines[:: max(1, len(lines) // 3)])


def test_long_candidates_are_few_and_the_first_and_last_ones_stay() -> None:
    (row,) = (row for row in rows() if row.id == "npm.generic")
    line = "npm error code EXYZ " + "x" * 1000
    text = "npm error code EFIRST\n" + f"{line}\n" * 300 + "npm error code ELAST\n"
    found = matches(row, text)
    assert [one.captures["subject"] for one in (found[0], found[-1])] == ["EFIRST", "ELAST"]
    assert sum(end - start > LONG for start, end in candidate_lines(row, text)) < 20


SHAPES = {
    "tokens": "eyJ-",
    "words": "a_B1-",
    "addresses": "://a:b",
    "key blocks": "-----BEGIN RSA PRIVATE KEY-----",
    "assignments": 'password="',
    "keywords": "tokenkeysecret",
    "headers": "Authorization: Bearer ",
    "cookies": "Cookie: a=",
    "percent": "%41",
    "escapes": "\\u0041",
    "colours": "\x1b[",
    "titles": "\x1b]0;",
    "line ends": "\n",
    "login": "login a password ",
    "pgpass": "a:5432:b:c:",
    "quotes": "'\"`",
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", in_turns(SHAPES, 6))
def test_masking_is_linear(shape: str) -> None:
    redactor = Redactor({"API_TOKEN": "Xk7pQ2vR9mZt4LwB", "B_KEY": "aaaaaaaaaaaa"})
    quarter = MEBIBYTE // 16
    text = (SHAPES[shape] * (quarter // len(SHAPES[shape])))[:quarter]
    redactor.text("x")
    began = time.process_time()
    redactor.text(text)
    redactor.pending(text)
    assert time.process_time() - began < BOUND_S


@pytest.mark.slow
@each("pattern", TOKEN_PATTERNS)
def test_each_form_of_a_token_is_linear(pattern: str) -> None:
    compiled = re.compile(rf"\b(?:{pattern})")
    for before, piece in pumps(pattern):
        for text in (before + piece * 50_000, (before + piece) * (50_000 // len(before + piece))):
            began = time.process_time()
            for _ in compiled.finditer(text[:50_000]):
                pass
            assert time.process_time() - began < BOUND_S, (before, piece)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["error: ", '{"a":', "a/", "\x1b[1m", "at a.b(C:1) ", " | ", "\r", "x" * 40 + "\n", "[ERROR] "]
)
def test_a_mebibyte_of_anything_is_diagnosed_in_a_moment(piece: str) -> None:
    text = piece * (MEBIBYTE // len(piece))
    began = time.process_time()
    classify(text, exit_code=1)
    shortened(expand(text[: MEBIBYTE // 2]))
    assert time.process_time() - began < BOUND_S * SLACK


def test_what_rules_see_has_no_endless_lines() -> None:
    text = "\n".join(["short", "x" * 10_000, *(["y" * 10_000] * 40), "error: last"])
    lines = shortened(text).split("\n")
    assert (lines[0], lines[-1]) == ("short", "error: last")
    assert {len(line) for line in lines[1:-1]} == {LONGEST, USUAL}
