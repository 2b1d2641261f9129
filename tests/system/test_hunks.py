"""The lines that a difference adds: those of the new file at their numbers, whatever the lines look like."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.system.hunks import added_lines, unquoted
from rows import each

LINE = st.sampled_from(["a", "b", "", " c", "+d", "-e", "++ b/f", "-- a/g", "@@ -1 +1 @@", "\\ No newline", "h\ri"])
FILE = st.tuples(st.lists(LINE, max_size=12), st.lists(LINE, max_size=12))
_SIGNS = {"\n": "n", "\t": "t", '"': '"', "\\": "\\", "\r": "r", "\a": "a", "\b": "b", "\f": "f", "\v": "v"}


def difference(path: str, before: list[str], after: list[str], context: int) -> list[str]:
    return list(difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm="", n=context))


def added(before: list[str], after: list[str]) -> dict[int, str]:
    """The lines of `after` that are in no matching block, by their numbers from 1."""
    matcher = difflib.SequenceMatcher(None, before, after)
    spans = [(start, end) for tag, _, _, start, end in matcher.get_opcodes() if tag in ("insert", "replace")]
    return {number + 1: after[number] for start, end in spans for number in range(start, end)}


@given(files=st.lists(FILE, min_size=1, max_size=3), context=st.integers(0, 3))
@examples(300)
def test_each_added_line_is_found_at_its_number(files: list[tuple[list[str], list[str]]], context: int) -> None:
    diff = [line for number, pair in enumerate(files) for line in difference(f"{number}.txt", *pair, context)]
    wanted = {f"{number}.txt": lines for number, pair in enumerate(files) if (lines := added(*pair))}
    assert added_lines("\n".join(diff)) == wanted


@given(st.text(st.sampled_from('ab/ü"\\\n\t\r\a\b\f\v€'), min_size=1, max_size=20))
@examples(200)
def test_a_path_is_read_as_git_quotes_it(path: str) -> None:
    plain = (_SIGNS.get(sign) for sign in path)
    quoted = "".join(
        f"\\{sign}" if sign else "".join(f"\\{byte:03o}" if byte > 127 else chr(byte) for byte in letter.encode())
        for letter, sign in zip(path, plain, strict=True)
    )
    assert unquoted(quoted) == path


@each(
    "diff, wanted",
    [
        ("", {}),
        ("+++ b/a.txt\n@@ -0,0 +1,2 @@\n+x\r\n+y\n+z", {"a.txt": {1: "x", 2: "y"}}),
        ('+++ "b/\\303\\274 \\"q\\".txt"\n@@ -3 +3 @@\n-x\n+y', {'ü "q".txt': {3: "y"}}),
        ("+++ b/a b.txt\t\n@@ -1 +1 @@\n-x\n+y", {"a b.txt": {1: "y"}}),
        ("+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-+y\n+z", {}),
        ("+++ b/a.txt\n@@ -5,0 +6 @@ def f():\n+@@ -1 +9 @@\n+lost", {"a.txt": {6: "@@ -1 +9 @@"}}),
    ],
)
def test_what_git_writes_beside_the_lines(diff: str, wanted: dict[str, dict[int, str]]) -> None:
    assert added_lines(diff) == wanted
