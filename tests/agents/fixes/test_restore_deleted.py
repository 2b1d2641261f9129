"""A file that git has and that what fails asks for is put back; what nobody asks for, tests and secrets are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from dependency_case import case, project, silent
from test_earlier_entry import commit

from mity.agents.fixes.general.restore_deleted import RestoreDeleted
from mity.agents.specialists import SPECIALISTS
from mity.healing.model import Fix
from mity.healing.rules import AgentRegistry
from rows import each

GONE = [
    ("src/shop/money.py", "E   ModuleNotFoundError: No module named 'shop.money'\n"),
    ("src/shop/tools/__init__.py", "ImportError: cannot import name 'tools' from 'shop' (/x/shop/__init__.py)\n"),
    (
        "src/shop/about.py",
        "ImportError: cannot import name 'about' from partially initialized module 'shop' (most likely due to a "
        "circular import) (/x/shop/__init__.py)\n",
    ),
    ("lib/helper.js", "Error: Cannot find module './helper'\nRequire stack:\n- /app/lib/main.js\n"),
    ("src/parts/index.ts", 'Error: Failed to resolve import "../parts" from "src/pages/a.ts". Does the file exist?\n'),
    ("src/views/List.vue", 'Could not resolve "./views/List.vue" from "src/main.ts"\n'),
    ("src/parse.rs", "error[E0583]: file not found for module `parse`\n --> src/lib.rs:1:1\n"),
    ("src/schema.sql", "error: couldn't read `src/schema.sql`: No such file or directory (os error 2)\n"),
    (
        "store/store.go",
        "main.go:3:8: package example.com/a/store is not in std (/usr/lib/go/src/example.com/a/store)\n",
    ),
    ("sum.go", "./main.go:6:14: undefined: Sum\n"),
    ("sum.go", "./main.go:7:3: undefined: ErrNone\n"),
    ("src/main/java/a/Money.java", "[ERROR] /x/A.java:[3,9] cannot find symbol\n  symbol:   class Money\n"),
    ("data/units.json", "FileNotFoundError: [Errno 2] No such file or directory: 'data/units.json'\n"),
    ("data/units.json", "Error: ENOENT: no such file or directory, open '{root}/data/units.json'\n"),
    ("tsconfig.build.json", "error TS5058: The specified path does not exist: 'tsconfig.build.json'.\n"),
    ("src/main.rs", "error: can't find `tool` bin at path `{root}/src/main.rs`\n"),
    ("crates/a/Cargo.toml", "error: failed to read `{root}/crates/a/Cargo.toml`\n"),
    ("src/util.c", "make: *** No rule to make target 'src/util.c', needed by 'util.o'.  Stop.\n"),
    ("src/main/resources/db.sql", "java.io.FileNotFoundException: class path resource [db.sql] cannot be opened\n"),
    (
        "shop/__about__.py",
        "OSError: Error getting the version from source `code`: file does not exist: shop/__about__.py\n",
    ),
    ("docs/about.md", "flit_core.config.ConfigError: Description file docs/about.md does not exist\n"),
    ("scripts/build.sh", "/bin/sh: 1: cannot open scripts/build.sh: No such file\n"),
]
TEXT = 'package a\n\nconst (\n\tErrNone kind = "none"\n)\n'
TEXT += "\nfunc Sum(a int) int { return a }\n"


@pytest.mark.slow
@each(("path", "said"), GONE)
@each("committed", [True, False])
def test_a_file_that_is_asked_for_is_put_back(tmp_path: Path, path: str, said: str, committed: bool) -> None:
    project(tmp_path, {path: TEXT, "unasked.py": "x = 1\n"})
    commit(tmp_path)
    (tmp_path / path).unlink()
    (tmp_path / "unasked.py").unlink()
    if committed:
        commit(tmp_path)
    found = RestoreDeleted().propose(case(tmp_path, said.format(root=tmp_path)))
    assert isinstance(found, Fix), found
    assert [(one.path, one.content) for one in found.edits] == [(path, TEXT.encode())]


def test_a_file_that_only_a_manifest_names_is_put_back_where_a_tool_misses_one(tmp_path: Path) -> None:
    """Tools that read their settings from there say less: which name they made of it, or none."""
    manifest = '{"name": "a", "modes": {"lite": "./src/lite.js", "default": "src/index.js"}}'
    project(tmp_path, {"package.json": manifest, "src/lite.js": TEXT, "src/index.js": TEXT, "src/li.js": TEXT})
    commit(tmp_path)
    (tmp_path / "src/lite.js").unlink()
    (tmp_path / "src/li.js").unlink()
    found = RestoreDeleted().propose(case(tmp_path, "bundt File not found: /app/src/index.js\n"))
    assert isinstance(found, Fix) and [one.path for one in found.edits] == ["src/lite.js"]
    assert silent(RestoreDeleted(), case(tmp_path, "bundt Unexpected token (3:1)\n"))


@each(
    ("path", "said"),
    [
        ("tests/test_money.py", "ModuleNotFoundError: No module named 'tests.test_money'\n"),
        (".github/workflows/ci.yml", "cat: .github/workflows/ci.yml: No such file or directory\n"),
        ("keys/server.pem", "FileNotFoundError: [Errno 2] No such file or directory: 'keys/server.pem'\n"),
        ("src/shop/yaml.py", "ModuleNotFoundError: No module named 'yaml'\n"),
        ("src/shop/money.py", "E   AssertionError: shop.money is gone\n"),
        ("src/shop/money.py", "NameError: name 'Sum' is not defined\n"),
    ],
)
def test_what_is_not_asked_for_tests_and_secrets_stay_away(tmp_path: Path, path: str, said: str) -> None:
    project(tmp_path, {path: TEXT, "src/shop/__init__.py": ""})
    commit(tmp_path)
    (tmp_path / path).unlink()
    assert silent(RestoreDeleted(), case(tmp_path, said))


def test_a_file_of_an_old_commit_is_not_looked_for(tmp_path: Path) -> None:
    project(tmp_path, {"src/shop/money.py": TEXT})
    commit(tmp_path)
    (tmp_path / "src/shop/money.py").unlink()
    for _ in range(7):
        commit(tmp_path)
    assert silent(RestoreDeleted(), case(tmp_path, "ModuleNotFoundError: No module named 'shop.money'\n"))


def test_outside_of_a_repository_nothing_is_known(tmp_path: Path) -> None:
    project(tmp_path, {"a.py": TEXT})
    assert silent(RestoreDeleted(), case(tmp_path, "ModuleNotFoundError: No module named 'money'\n"))


def test_a_file_that_is_gone_is_put_back_ahead_of_a_near_name(tmp_path: Path) -> None:
    """`_readers` is two letters off `_headers`, and is another module."""
    project(tmp_path, {"shop/__init__.py": "", "shop/_headers.py": TEXT, "shop/_readers.py": "READERS = {}\n"})
    project(tmp_path, {"shop/main.py": "from ._headers import Sum\n"})
    commit(tmp_path)
    (tmp_path / "shop/_headers.py").unlink()
    assert _first(tmp_path, "shop._headers").rule == "restore-deleted"


def test_a_file_that_was_moved_to_a_near_name_stays_there(tmp_path: Path) -> None:
    project(tmp_path, {"shop/__init__.py": "", "shop/headers.py": TEXT, "shop/main.py": "from .headers import Sum\n"})
    commit(tmp_path)
    (tmp_path / "shop/headers.py").rename(tmp_path / "shop/header.py")
    assert _first(tmp_path, "shop.headers").rule == "misspelled-import"


def _first(root: Path, module: str) -> Fix:
    """What the first of all rules proposes where `module` is not found."""
    agents = AgentRegistry()
    for specialist in SPECIALISTS:
        agents.add(specialist)
    frame = f'  File "{root}/shop/main.py", line 1, in <module>\n    from .x import Sum\n'
    said = f"Traceback (most recent call last):\n{frame}ModuleNotFoundError: No module named '{module}'\n"
    _, proposal = next(agents.proposals(case(root, said)))
    assert isinstance(proposal, Fix), proposal
    return proposal
