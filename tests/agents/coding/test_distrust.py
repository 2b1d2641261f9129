"""What is copied for an agent, and what of its changes is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mity.agents.coding.patch_check import agent_policy, patch
from mity.agents.coding.project_copy import ProjectCopy
from mity.changes.edit import Edit
from mity.changes.policy import violation
from mity.changes.protected import config_files_of_tests as config_files
from mity.changes.protected import matches
from mity.command import Command
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.scopes import allowed, fix_policy
from mity.system.trees import tree

RUST = b"""pub fn add() -> i32 { 1 }

#[cfg(test)]
mod tests {
    #[test]
    fn one() { assert_eq!(super::add(), 2); }
}
"""
RUFF = b'[project]\nname = "x"\n\n[tool.ruff]\nline-length = 100\n'


class FixGenerator:
    """An author whose edits do not matter here."""

    def __init__(self) -> None:
        self.record: dict[str, object] = {}

    def edits(self, run: object, limit_s: float) -> tuple[Edit, ...]:
        return ()


BY_AGENT = Fix("coding-agent", "", generator=FixGenerator())


@pytest.mark.parametrize(
    ("path", "before", "after", "why"),
    [
        ("src/lib.rs", RUST, RUST.replace(b"-> i32 { 1 }", b"-> i32 { 2 }"), ""),
        ("src/lib.rs", RUST, RUST.replace(b"add(), 2", b"add(), 1"), "the tests in src/lib.rs"),
        ("src/lib.rs", RUST, RUST.partition(b"#[cfg")[0], "the tests in src/lib.rs"),
        ("src/lib.rs", RUST, b"#![allow(dead_code)]\n" + RUST, "silences a check"),
        ("src/a.py", b"x = 1\n", b"x = 2\n", ""),
        ("src/a.py", b"x = 1  # noqa\n", b"x = 1  # noqa\ny = 2\n", ""),
        ("src/a.py", b"x = 1\n", b"import os\nx = os.environ.get('PYTEST_CURRENT_TEST')\n", "silences a check"),
        ("src/a.ts", b"let x\n", b"// @ts-ignore\nlet x\n", "silences a check"),
        ("src/A.java", b"class A {}\n", b'@SuppressWarnings("all")\nclass A {}\n', "silences a check"),
        ("pom.xml", b"<p/>\n", b"<p><skipTests>true</skipTests></p>\n", "<skipTests>"),
        ("package.json", b'{"scripts": {"test": "vitest"}}', b'{"scripts": {"test": "true"}}', '"scripts"'),
        ("package.json", b'{"jest": {}}', b'{"jest": {}, "dependencies": {"x": "1"}}', ""),
        ("package.json", b'{"jest": {},}', b"{}", "not JSON"),
        ("pyproject.toml", RUFF, RUFF.replace(b"100", b"500"), "[tool.ruff]"),
        ("pyproject.toml", RUFF, RUFF + b'[tool.mypy]\nignore_errors = true\n', "[tool.mypy]"),
        ("pyproject.toml", b"[project]\n", b'[project]\n[tool.pytest.ini_options]\naddopts="x"\n', "[tool.pytest]"),
        ("pyproject.toml", None, RUFF, "[tool.ruff]"),
        ("pyproject.toml", RUFF + b"x = [", RUFF, "could not be read"),
        ("pyproject.toml", RUFF, RUFF.replace(b'"x"', b'"x"\ndependencies = ["a"]'), ""),
        ("src/conftest.py", None, b"x = 1\n", "coding agents may not edit"),
        ("uv.lock", b"1\n", b"2\n", "coding agents may not edit"),
        ("sub/Makefile", b"1\n", b"2\n", "coding agents may not edit"),
        ("sitecustomize.py", None, b"x = 1\n", "coding agents may not edit"),
        (".mity/stack.yaml", b"1\n", b"2\n", "coding agents may not edit"),
        ("app/.env.local", b"1\n", b"2\n", "coding agents may not edit"),
        ("src/a.py", b"x = 1\n", b"key = 'topsecret'\n", "wrote a secret"),
        ("src/a.py", b"x = 1\n" * 70, b"x = 1\n", "changed 69 lines"),
    ],
)  # fmt: skip
def test_what_is_refused(path: str, before: bytes | None, after: bytes, why: str) -> None:
    policy = agent_policy((), lambda text: text.replace("topsecret", "***"))
    found = violation(policy, {path: (before, after)})
    assert why in found and bool(why) == bool(found)


@pytest.mark.parametrize(
    ("error_type", "path", "may"),
    [
        ("TestFailure", "src/calc.py", True),
        ("RuntimeError", "app/main.ts", True),
        ("Unknown", "main.rs", True),
        ("BuildError", "src/App.java", True),
        ("TestFailure", "pyproject.toml", False),
        ("TestFailure", "data.bin", False),
        ("DependencyError", "pyproject.toml", True),
        ("DependencyError", "src/calc.py", False),
        ("ConfigError", "alembic.ini", True),
        ("PortInUse", "src/calc.py", False),
    ],
)
def test_where_an_agent_may_write(error_type: str, path: str, may: bool) -> None:
    diagnosis = Diagnosis(ErrorType(error_type))
    assert matches(path, allowed(diagnosis, BY_AGENT)) is may
    assert (violation(fix_policy(diagnosis, BY_AGENT), {path: (b"a\n", b"b\n")}) == "") is may


def test_rules_gain_nothing_by_it() -> None:
    assert violation(fix_policy(Diagnosis(ErrorType.TEST), Fix("some-rule", "")), {"src/calc.py": (b"a\n", b"b\n")})


def test_the_copy_has_neither_secrets_nor_ways_out(tmp_path: Path) -> None:
    project = tmp_path / "project"
    outside = tmp_path / "outside"
    for name in (
        *("a.py", "sub/b.py", ".env", "sub/.env.local", ".env.example", "server.pem", "gone/x", ".git/config"),
        *(".venv/bin/python", "__pycache__/a.pyc", ".mity/stack.yaml", "dist/app.zip"),
    ):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name)
    outside.write_text("outside")
    (project / "inner").symlink_to("sub/b.py")
    (project / "outer").symlink_to("../outside")
    (project / "full").symlink_to(project / "a.py")
    with (project / "large.sql").open("wb") as large:
        large.truncate(9_000_000)
    with ProjectCopy(project, ("dist", "gone")) as scratch:
        names = [str(path) for path in tree(scratch.workdir)]
        assert names == [".env.example", "a.py", "inner", "sub/b.py"]
        assert scratch.moved(f"{project}/a.py") == f"{scratch.workdir}/a.py"
        assert scratch.changes() == {}
        (scratch.workdir / "sub" / "new.py").write_text("x = 1\n")
        (scratch.workdir / "a.py").write_text("changed\n")
        (scratch.workdir / "dist").mkdir()
        (scratch.workdir / "dist" / "new.zip").write_text("not looked at")
        assert scratch.changes() == {"sub/new.py": (None, b"x = 1\n"), "a.py": (b"a.py", b"changed\n")}
        assert "+++ b/sub/new.py\n" in patch(scratch.changes())
    assert not scratch.workdir.exists()


def test_the_copy_of_a_killed_process_goes_with_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)  # the standard library remembers the first answer
    take = "from pathlib import Path; from mity.agents.coding.project_copy import ProjectCopy; "
    kill = "import os; one = ProjectCopy(Path('project'), ()); one.__enter__(); os.kill(os.getpid(), 9)"
    (tmp_path / "project").mkdir()
    subprocess.run([sys.executable, "-c", take + kill], cwd=tmp_path, check=False)
    [left] = tmp_path.glob("mity-scratch-agent-*")
    with ProjectCopy(tmp_path / "project", ()) as first, ProjectCopy(tmp_path / "project", ()):
        assert not left.exists()
        assert first.workdir.is_dir(), "that of a process that lives stays"
    assert list(tmp_path.glob("mity-scratch-agent-*")) == []


def test_the_program_that_judges_is_no_business_of_an_agent(tmp_path: Path) -> None:
    (tmp_path / "check.py").touch()
    commands = [Command(("python", "check.py", "reports/x.xml")), Command(("/bin/sh", "-c", "true"))]
    assert config_files(tmp_path, commands) == ("check.py",)
