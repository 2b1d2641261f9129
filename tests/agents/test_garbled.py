"""Signs that a console of Windows read in its own code page are understood as the signs they were."""

from __future__ import annotations

from mity.agents.classify import classify
from mity.agents.garbled import mended
from mity.healing.model import ErrorType
from rows import each

FRAME = """\
┌─────────────────────────┬───────────────────┬──────────────────┐
│                         │          executed │           failed │
├─────────────────────────┼───────────────────┼──────────────────┤
│              assertions │                12 │                2 │
└─────────────────────────┴───────────────────┴──────────────────┘
  #  failure         detail

 1.  AssertionError  answers with 200
"""


@each("page", ["utf-8", "cp437", "cp850", "cp1252"])
def test_a_table_of_failed_assertions_is_read_in_any_code_page(page: str) -> None:
    text = FRAME.encode().decode(page, "surrogateescape").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    found = classify(text)
    assert found is not None
    assert found.error_type is ErrorType.TEST
    assert all(line in text for line in found.evidence)


def test_an_installer_that_sets_its_code_between_thin_spaces_is_understood() -> None:
    said = "\u2009ERR_PNPM_NO_MATCHING_VERSION\u2009 No matching version found for left-pad@~99.0.0 while fetching it\n"
    found = classify(said.encode().decode("cp850"))
    assert found is not None
    assert found.error_type is ErrorType.DEPENDENCY


@each("line", ["âge requis", "Ôter le fichier", "Γ is a letter", "âœ", "ΓÇ"])
def test_letters_that_only_look_like_it_stay(line: str) -> None:
    assert mended([line], line) == [line]


def test_each_line_stays_one_line() -> None:
    lines = ["plain", "✓ done".encode().decode("cp437"), "✗ failed".encode().decode("cp850")]
    assert mended(lines, "\n".join(lines)) == ["plain", "✓ done", "✗ failed"]
