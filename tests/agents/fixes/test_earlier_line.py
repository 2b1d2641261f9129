"""A line of a source file that uses or lost a name which nothing defines is written as an earlier commit has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from dependency_case import case, fix, project, silent, text
from test_earlier_entry import commit

from mity.agents.fixes.general.earlier_line import EarlierLine
from rows import each

PY = "import operator\n\n\ndef length(a):\n    return operator.index(a)\n\n\ndef twice(a):\n    return 2 * length(a)\n"
JS = "const { join } = require('path')\n\nfunction defaults(o) {\n  return o\n}\n\nmodule.exports = () => defaults()\n"
RS = "use std::error::Error;\nuse std::mem;\n\nimpl Error for Wrong {}\n\npub fn f() { mem::drop(1) }\n"


@pytest.mark.slow
@each(
    ("path", "before", "right", "wrong", "said"),
    [
        ("a.py", PY, "def length(a)", "def len_of(a)", "a.py:9: NameError: name 'length' is not defined\n"),
        ("a.py", PY, "import operator\n", "", "a.py:5: NameError: name 'operator' is not defined\n"),
        ("a.py", PY, "index(a)", "indices(a)", "AttributeError: module 'operator' has no attribute 'indices'\n"),
        ("a.js", JS, "function defaults(", "function defaultsOf(", "ReferenceError: defaults is not defined\n"),
        ("a.js", JS, "() => defaults()", "() => default5()", "ReferenceError: default5 is not defined\n"),
        ("a.rs", RS, "impl Error", "impl Eror", "error[E0405]: cannot find trait `Eror` in this scope\n"),
        ("a.rs", RS, "use std::mem;\n", "", "error[E0433]: cannot find module or crate `mem` in this scope\n"),
    ],
)
def test_the_line_of_an_earlier_commit(
    tmp_path: Path, path: str, before: str, right: str, wrong: str, said: str
) -> None:
    project(tmp_path, {path: before})
    commit(tmp_path)
    project(tmp_path, {path: before.replace(right, wrong)})
    commit(tmp_path)
    assert text(fix(EarlierLine(), case(tmp_path, said)), path) == before


@each(
    ("path", "now", "said"),
    [
        ("a.py", PY.replace("length", "size", 1) + "size(1)\n", "NameError: name 'length' is not defined\n"),
        ("a.py", PY.replace("2 *", "3 *"), "NameError: name 'length' is not defined\n"),
        ("a.py", PY.replace("def length", "def size"), "E   AssertionError: length is 3\n"),
        ("tests/test_a.py", PY.replace("def length", "def size"), "NameError: name 'length' is not defined\n"),
    ],
)
def test_what_was_renamed_on_purpose_and_tests_stay_as_they_are(tmp_path: Path, path: str, now: str, said: str) -> None:
    project(tmp_path, {path: PY})
    commit(tmp_path)
    project(tmp_path, {path: now})
    commit(tmp_path)
    assert silent(EarlierLine(), case(tmp_path, said))
