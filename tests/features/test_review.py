"""What the review objects to, and what it lets pass."""

from __future__ import annotations

from mity.changes.review import BLOCK, COMMENT, Change, review
from rows import each

ROUTE = '@router.get("/todos")\ndef todos():\n    return []\n'
KEY = "AKIA" + "ABCDEFGHIJKLMNOP"


@each(
    ("changes", "rule", "level"),
    [
        ({"src/a.py": (None, f'KEY = "{KEY}"\n')}, "secret", BLOCK),
        ({"src/a.py": (None, 'password = "hunter2hunter2"\n')}, "password", BLOCK),
        ({"tests/test_a.py": (None, 'password = "hunter2hunter2"\n')}, "password", COMMENT),
        ({"src/a.py": ("x\n", "<<<<<<< HEAD\nx\n")}, "merge-marker", BLOCK),
        ({"src/a.py": (None, "breakpoint()\n")}, "debugger", BLOCK),
        ({"src/a.rs": (None, "fn a() { dbg!(1); }\n")}, "debugger", BLOCK),
        ({"src/a.test.ts": (None, 'it.only("works", () => {});\n')}, "focused-test", BLOCK),
        ({"tests/test_a.py": ("def test_a(): ...\n", None)}, "test-deleted", BLOCK),
        ({"tests/test_a.py": ("x\n", "@pytest.mark.skip\nx\n")}, "test-skipped", BLOCK),
        ({"src/test/java/ATest.java": ("x\n", "@Disabled\nx\n")}, "test-skipped", BLOCK),
        ({"src/a.py": (None, ROUTE)}, "untested-route", BLOCK),
        ({"src/A.java": (None, '@GetMapping("/a")\n')}, "untested-route", BLOCK),
        ({"src/a.py": (None, "# TODO: later\n")}, "todo", COMMENT),
        ({"src/a.ts": (None, "console.log(1);\n")}, "print", COMMENT),
        ({"package.json": ("{}\n", '{"dependencies": {"x": "1"}}\n')}, "dependency", COMMENT),
        ({"src/a.py": ("", "x = 1\n" * 500)}, "long-file", COMMENT),
        ({"src/a.py": ("", f"{' ' * 40}x = 1\n")}, "nesting", COMMENT),
    ],
)
def test_an_objection(changes: dict[str, Change], rule: str, level: str) -> None:
    assert (rule, level) in {(one.rule, one.level) for one in review(changes)}


@each(
    "changes",
    [
        {"src/a.py": (None, "x = 1\n")},
        {"src/a.py": (f'KEY = "{KEY}"\n', f'KEY = "{KEY}"\nx = 1\n')},
        {"src/a.py": (None, 'password = settings.password\ntoken = "${TOKEN}"\n')},
        {"src/a.py": (None, ROUTE), "tests/test_a.py": (None, "def test_a(): ...\n")},
        {"tests/test_a.py": (None, "@pytest.mark.skip\ndef test_a(): ...\n")},
        {"logo.png": (None, None)},
    ],
)
def test_no_objection(changes: dict[str, Change]) -> None:
    assert [one for one in review(changes) if one.level == BLOCK] == []


def test_what_was_there_before_is_not_objected_to_and_secrets_are_not_repeated() -> None:
    found = review({"src/a.py": ("breakpoint()\n", f'breakpoint()\nKEY = "{KEY}"\n')})
    assert [one.rule for one in found] == ["secret"]
    assert KEY not in str(found[0])


def test_a_removal_may_take_tests_with_it() -> None:
    assert review({"tests/test_a.py": ("x\n", None)}, removal=True) == []
