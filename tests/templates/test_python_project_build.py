"""What the build of any Python project finds: a syntax error in its sources, and none in what its tests only read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mity.stacks.catalog import Catalogue, there
from mity.stacks.resolve import resolve_commands
from rows import each

TEMPLATES = Path(__file__).parents[2] / "templates"
LATER = "type X[T = int] = list[T\n"


def built(root: Path) -> subprocess.CompletedProcess[str]:
    """The build command of the stack, run with this Python."""
    kind = Catalogue([TEMPLATES]).get("python-project").stack
    made = resolve_commands(kind, "build", root, {}, {"venv_bin": ".venv/bin"}, lambda one: there(root, one))
    (command,) = made.commands
    argv = [sys.executable, *command.argv[1:]]
    return subprocess.run(argv, cwd=root, env=dict(command.env), capture_output=True, text=True, check=False)


@each(
    "path",
    [
        "tests/later_python.py",
        "test/data/a.py",
        "src/shop/tests/bad.py",
        "docs/conf.py",
        "examples/a.py",
        "pkg/testdata/b.py",
    ],
)
def test_what_is_only_read_or_shown_may_be_of_another_python(tmp_path: Path, path: str) -> None:
    (tmp_path / "shop.py").write_text("x = 1\n")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(LATER)
    done = built(tmp_path)
    assert done.returncode == 0, done.stdout
    assert [one.name for one in (tmp_path / ".mity").rglob("*.pyc")]


@each("path", ["shop.py", "src/shop/__init__.py", "contests/a.py", "latest/testing.py"])
def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(LATER)
    done = built(tmp_path)
    assert done.returncode == 1
    assert Path(path).name in done.stdout
    assert "SyntaxError" in done.stdout
