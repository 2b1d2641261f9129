"""A mistake within a text is shown at its own character, however YAML let the text be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definition import mistakes, mistakes_of
from examples import examples
from mity.workflow.mistakes import Mistake
from mity.workflow.yaml_reader import read_documents
from rows import each

WRONG = "${{ nonsense }}"


@each(
    ("text", "line"),
    [
        (f"env: {{A: 'x {WRONG}'}}", 1),
        (f"env: {{A: 'it''s {WRONG}'}}", 1),
        (f'env: {{A: "a\\tb\\x41\\u0041\\U00000041 {WRONG}"}}', 1),
        (f'env:\n  A: "one\n    two\n\n    three \\\n    {WRONG}"', 6),
        (f"env:\n  A: one\n    two {WRONG}\n", 3),
        (f"env:\n  A: |\n    one\n      {WRONG}\n", 4),
        (f"env:\n  A: |-  # why\n\n    one\n    two {WRONG}\n", 5),
        (f"env:\n  A: >\n    one\n    two\n\n    three {WRONG}\n", 6),
        (f"env:\n  A: &x {WRONG}\n", 2),
        (f"env:\n  A: !!str '{WRONG}'\n", 2),
        (f"env:\r\n  A: ä{WRONG}\r\n", 2),
        (f"\ufeffenv: {{A: '{WRONG}'}}", 1),
        (f"env:\n  A: 🙂🙂 {WRONG}", 2),
        (f"env: {{A: '${{{{ env.B }}}} ${{{{ env.C }}}} {WRONG}'}}", 1),
    ],
)
def test_the_character_is_found_in_every_style(tmp_path: Path, text: str, line: int) -> None:
    [one] = mistakes(tmp_path, text + "\nsteps: [{station: build}]\n")
    written = text.removeprefix("\ufeff").split("\n")[line - 1]
    assert (one.line, one.column, one.code) == (line, written.index("nonsense") + 1, "unknown-context")


def test_a_character_that_json_writes_in_two_halves_counts_as_it_is_written(tmp_path: Path) -> None:
    text = '{"env": {"A": "\\ud83d\\ude00 ${{ b }}"}, "x": 1, "steps": [{"station": "build"}]}'
    (tmp_path / "flow.json").write_text(text, encoding="utf-8")
    places = [(one.line, one.column, one.code) for one in mistakes_of(tmp_path, "flow.json")]
    assert places == [(1, text.index("b }}") + 1, "unknown-context"), (1, text.index('"x"') + 1, "unknown-key")]
    [document] = read_documents('["\\\\ud83d\\\\ude00", "\\ud83d\\ude00"]', "a.json")
    assert document.node.data == ["\\ud83d\\ude00", "😀"]


STYLES = st.sampled_from(["plain", "single", "double", "literal", "folded"])
WORDS = st.lists(st.text(st.sampled_from("abcä🙂'\"\\ "), min_size=1, max_size=6).map(str.strip), max_size=5)


@pytest.mark.slow
@examples(150)
@given(STYLES, WORDS, st.sampled_from([" ", "\n", "\n\n"]))
def test_wherever_a_word_is_in_a_text_its_place_is_found(style: str, words: list[str], between: str) -> None:
    """The same words in every style: the place of the mark in the value is the place of the mark in the file."""
    text = between.join([*(word for word in words if word), "@@"])
    indented = text.replace("\n", "\n    ")
    written = {
        "plain": indented,
        "single": "'" + indented.replace("'", "''") + "'",
        "double": '"' + indented.replace("\\", "\\\\").replace('"', '\\"') + '"',
        "literal": "|\n    " + indented,
        "folded": ">\n    " + indented,
    }[style]
    if style == "plain" and (text[0] in "'\"@" or text == "@@"):
        return
    source = f"key:\n  inner: {written}\n"
    [document] = read_documents(source, "f.yaml")
    node = document.node.value["key"][1].value["inner"][1]
    line, column = node.place(node.value.index("@@"))
    assert source.split("\n")[line - 1][column - 1 :].startswith("@@")


def test_what_is_shown_fits_a_terminal_and_keeps_tabs() -> None:
    mistake = Mistake("f.yaml", 1, 3, "syntax", "wrong", "mend it", 40)
    assert mistake.shown(["\tab"]) == "f.yaml:1:3: wrong: mend it  [syntax]\n    1 | \tab\n      | \t ^"
    assert mistake.shown([]) == "f.yaml:1:3: wrong: mend it  [syntax]"
    long = Mistake("f.yaml", 1, 5000, "syntax", "wrong").shown(["x" * 4999 + "!" + "y" * 5000]).split("\n")
    assert all(len(line) < 200 for line in long)
    assert long[1][long[2].index("^")] == "!"
    assert "\x1b" not in Mistake("f.yaml", 1, 1, "syntax", "wrong").shown(["\x1b[31m"])
