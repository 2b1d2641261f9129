"""Rules for encodings, line ends, modes, fences, tabs and conflict markers."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_case import a_case, advice_of, edited, fix_of, nothing_of

from mity.agents.fixes.general.executable_bit import ExecutableBit
from mity.agents.fixes.general.markdown_fence import MarkdownFence
from mity.agents.fixes.general.merge_conflict import MergeConflict
from mity.agents.fixes.general.script_line_ends import ScriptLineEnds
from mity.agents.fixes.general.text_encoding import TextEncoding
from mity.agents.fixes.python.mixed_tabs import MixedTabs
from mity.healing.model import ErrorType
from mity.text.encoding import decoded, plain, same_text
from rows import each

NULLS = "SyntaxError: source code string cannot contain null bytes"
TEXT = 'name = "Grüße"\n'


@each("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@each("name", ["pyproject.toml", ".env", "src/app.py", "requirements.txt"])
def test_encodings_are_read_by_their_mark(tmp_path: Path, codec: str, name: str) -> None:
    case = a_case(tmp_path, f"{NULLS} in {name}", {name: TEXT.encode(codec), "other.toml": TEXT})
    if (codec, name) == ("utf-8-sig", "src/app.py"):
        assert nothing_of(TextEncoding(), case)
        (tmp_path / name).write_bytes(TEXT.encode("utf-16"))
        assert fix_of(TextEncoding(), case).scope == (name,)
        return
    fix = fix_of(TextEncoding(), case)
    assert fix.scope == (name,)
    assert edited(fix, name) == TEXT


def test_zeros_at_the_end_are_no_text() -> None:
    assert decoded(TEXT.encode() + bytes(9)) == TEXT
    assert decoded(b"a = 1\0b = 2\n") is None
    assert not plain(TEXT.encode() + bytes(9))
    assert same_text(TEXT.encode("utf-16"), TEXT.replace("\n", "\r\n").encode())
    assert not same_text(b"\xff", b"\xff")


def test_a_guessed_encoding_is_no_fix(tmp_path: Path) -> None:
    case = a_case(
        tmp_path, "SyntaxError: Non-UTF-8 code starting with", {"src/app.py": "x = 1\n# Grüße\n".encode("cp1252")}
    )
    assert "src/app.py:2 is not UTF-8" in advice_of(TextEncoding(), case)


def test_a_test_file_is_not_written_anew(tmp_path: Path) -> None:
    case = a_case(tmp_path, NULLS, {"tests/test_app.py": TEXT.encode("utf-16")})
    assert "does not edit tests" in advice_of(TextEncoding(), case)


def test_fence(tmp_path: Path) -> None:
    files = {"src/app.py": "```python\nx = 1\n```\n", "src/half.py": "```python\nx = 1\n"}
    fix = fix_of(MarkdownFence(), a_case(tmp_path, "SyntaxError: invalid syntax", files))
    assert edited(fix, "src/app.py") == "x = 1\n"
    assert fix.scope == ("src/app.py",)


@each("text", ["```python\nx = 1\n", "```python\nx = (\n```\n", "x = 1\n```\n"])
def test_half_a_fence_or_nonsense_inside_stays(tmp_path: Path, text: str) -> None:
    assert nothing_of(MarkdownFence(), a_case(tmp_path, "SyntaxError: invalid syntax", {"src/app.py": text}))
    whole = a_case(tmp_path, "SyntaxError: invalid syntax", {"src/app.py": "```python\nx = 1\n```\n"})
    assert edited(fix_of(MarkdownFence(), whole), "src/app.py") == "x = 1\n"


def test_tabs_become_spaces_where_only_one_reading_is_python(tmp_path: Path) -> None:
    text = 'def f():\n    a = """\n\tkept\n"""\n\treturn a\n'
    case = a_case(tmp_path, 'File "src/app.py", line 5\nTabError: inconsistent use of tabs', {"src/app.py": text})
    made = edited(fix_of(MixedTabs(), case), "src/app.py")
    assert made == 'def f():\n    a = """\n\tkept\n"""\n    return a\n'


def test_tabs_that_can_be_read_in_two_ways_are_for_a_person(tmp_path: Path) -> None:
    text = "def f(x):\n    if x:\n        a()\n\tb()\n"
    case = a_case(tmp_path, 'File "src/app.py", line 4\nTabError: inconsistent use of tabs', {"src/app.py": text})
    assert "two ways" in advice_of(MixedTabs(), case)


@pytest.mark.parametrize(
    "output", ["./run.sh: line 2: $'\\r': command not found", "/usr/bin/env: ‘bash\\r’: No such file"]
)
def test_line_ends_of_a_script(tmp_path: Path, output: str) -> None:
    files = {"run.sh": b"#!/bin/sh\r\necho 1\r\n", ".gitattributes": "*.png binary\n"}
    fix = fix_of(ScriptLineEnds(), a_case(tmp_path, output, files))
    assert edited(fix, "run.sh") == "#!/bin/sh\necho 1\n"
    assert edited(fix, ".gitattributes") == "*.png binary\nrun.sh text eol=lf\n"


def test_the_failed_command_itself_is_the_script(tmp_path: Path) -> None:
    case = a_case(tmp_path, "", {"bin/go": b"#!/bin/sh\r\n"}, argv=("./bin/go",), not_found=True, exit_code=None)
    assert fix_of(ScriptLineEnds(), case).scope == ("bin/go",)


def test_scripts_with_good_ends_stay(tmp_path: Path) -> None:
    assert nothing_of(ScriptLineEnds(), a_case(tmp_path, "$'\\r': command not found", {"run.sh": "#!/bin/sh\n"}))
    bad = a_case(tmp_path, "$'\\r': command not found", {"run.sh": "#!/bin/sh\r\n"})
    assert edited(fix_of(ScriptLineEnds(), bad), "run.sh") == "#!/bin/sh\n"


def test_mode_of_a_script(tmp_path: Path) -> None:
    case = a_case(tmp_path, "./gradlew: Permission denied", {"gradlew": "#!/bin/sh\n", "data.txt": "x"})
    (tmp_path / "gradlew").chmod(0o640)
    assert fix_of(ExecutableBit(), case).edits[0].mode == 0o750
    assert nothing_of(ExecutableBit(), a_case(tmp_path, "data.txt: Permission denied"))
    assert nothing_of(ExecutableBit(), a_case(tmp_path, "/etc/shadow: Permission denied"))


def test_conflict_markers_are_named(tmp_path: Path) -> None:
    text = "a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> 12345678\n"
    files = {"src/app.py": text, "README.txt": "=======\n", "src/sign.py": 'X = """\n<<<<<<< HEAD\n"""\n'}
    said = advice_of(MergeConflict(), a_case(tmp_path, "SyntaxError: invalid syntax", files, error=ErrorType.BUILD))
    assert "src/app.py:2 " in said
    assert "sign.py" not in said
