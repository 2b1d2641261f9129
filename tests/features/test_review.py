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


DEEP = f"{' ' * 36}x = 1\n"  # nine levels of four


@each(
    "changes, told",
    [
        ({"src/a.py": (None, f"{' ' * 35}x = 1\n")}, []),
        ({"src/a.py": (None, f"x = 1\n{DEEP}{DEEP}")}, ["src/a.py:2: more than 8 levels deep"]),
        ({"src/a.ts": (None, f"{' ' * 16}x()\n")}, []),
        ({"src/a.ts": (None, f"{' ' * 18}x()\n")}, ["src/a.ts:1: more than 8 levels deep"]),
        ({"src/a.java": (None, f"{' ' * 18}x()\n")}, []),
        ({"src/a.html": (None, DEEP), "tests/test_a.py": (None, DEEP)}, []),
        ({"src/a.py": (DEEP, f"{DEEP}x = 1\n")}, []),
        ({"src/a.py": (None, f"{' ' * 40}\nx = 1\n")}, []),
        ({"src/a.py": (None, "x\n" * 399)}, []),
        ({"src/a.py": (None, "x\n" * 400)}, ["src/a.py: it has 401 lines now, more than 400"]),
        ({"src/a.py": ("x\n" * 400, "x\n" * 401)}, ["src/a.py: it has 402 lines now, more than 400"]),
        ({"src/a.py": ("x\n" * 401, "x\n" * 402)}, []),
        ({"src/a.py": ("x\n" * 500, "x\n" * 450)}, []),
        ({"tests/test_a.py": (None, "x\n" * 500)}, []),
        ({"tests/test_a.py": (None, None), "logo.png": ("x", None)}, []),
        ({"tests/test_a.py": ("x\n", None)}, ["tests/test_a.py: a test was deleted"]),
        ({"pyproject.toml": (None, "a = 1\n")}, []),
        ({"pyproject.toml": ("a = 1\nb = 2\n", "b = 2\n")}, []),
        (
            {"web/package.json": ("{}\n", '{"x": 1}\n')},
            ['web/package.json:1: `{"x": 1}` changes what the application needs'],
        ),
        ({"package-lock.json": ("{}\n", '{"x": 1}\n')}, []),
        ({"src/a.py": (None, "print(1)\n"), "tests/test_a.py": (None, "print(1)\n")}, ["src/a.py:1: `print(1)`"]),
        ({"tests/a.test.ts": (None, "it.skip('a')\n"), "src/b.ts": ("x\n", "it.skip('a')\n")}, []),
        ({"src/a.py": (None, f"x = 1\n{ROUTE}{ROUTE}")}, ["src/a.py:2: a new route, and no test came with it"]),
        (
            {"src/a.py": (None, ROUTE), "tests/test_a.py": ("def test_a(): ...\n", "def test_a(): ...\n")},
            ["src/a.py:1: a new route, and no test came with it"],
        ),
        (
            {"src/a.py": (None, ROUTE), "tests/test_a.py": ("a\nb\n", "a\n")},
            ["src/a.py:1: a new route, and no test came with it"],
        ),
        ({"src/a.py": (ROUTE, f"{ROUTE}x = 1\n"), "tests/test_a.py": (None, ROUTE)}, []),
        (
            {"src/b.py": (None, "# TODO a\n"), "src/a.py": (None, "# XXX b\nbreakpoint()\n")},
            ["src/a.py:2: `breakpoint()`", "src/a.py:1: `# XXX b`", "src/b.py:1: `# TODO a`"],
        ),
    ],
)
def test_each_objection_is_told_once_at_its_place_and_nothing_else(changes: dict[str, Change], told: list[str]) -> None:
    found = review(changes)
    assert len(found) == len(told), found
    assert all(str(one).startswith(said) for one, said in zip(found, told, strict=True)), found
