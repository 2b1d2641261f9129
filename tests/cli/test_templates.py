"""Templates that mity does not ship: local folders, git repositories, hooks and trust."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
import yaml

from harness import LIGHT, Mity, git

HOOK = "import pathlib\npathlib.Path('from_hook.txt').write_text('ran')\n"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A cookiecutter template of somebody else: no stack.yaml, no hooks, nothing mity recognises."""
    folder = tmp_path / "plain"
    inner = folder / "{{cookiecutter.project_slug}}"
    inner.mkdir(parents=True)
    (folder / "cookiecutter.json").write_text('{"project_name": "X", "project_slug": "x", "motto": "none"}')
    (inner / "README.md").write_text("# {{ cookiecutter.project_name }}: {{ cookiecutter.motto }}\n")
    return folder


@pytest.fixture
def hooked(plain: Path) -> Path:
    """The same with a hook."""
    (plain / "hooks").mkdir()
    (plain / "hooks" / "post_gen_project.py").write_text(HOOK)
    return plain


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_foreign_template_runs_what_applies_and_says_what_does_not(mity: Mity, plain: Path) -> None:
    done = mity("create-app", "My-App", "--template", str(plain), "--set", "motto=try it", "--json")
    assert done.code == 4, done.text
    results = {row["station"]: row["result"]["status"] for row in done.json["results"]}
    assert results == {
        "scaffold": "done",
        "validate": "done",
        "build": "unavailable",
        "test": "unavailable",
        "launch": "unavailable",
        "commit": "done",
    }
    assert (mity.workspace / "my-app" / "README.md").read_text() == "# My-App: try it\n"
    assert done.json["verdict"] == "unproven"


def test_hooks_run_only_with_trust_and_are_shown_first(mity: Mity, hooked: Path) -> None:
    refused = mity("create-app", "demo", "--template", str(hooked))
    assert refused.code == 2
    assert "hooks/post_gen_project.py" in refused.err
    assert "--trust" in refused.err
    assert everything(mity.workspace) == []
    trusted = mity("create-app", "demo", "--template", str(hooked), "--trust")
    assert trusted.code == 4, trusted.text
    assert "hooks/post_gen_project.py" in trusted.err
    assert (mity.workspace / "demo" / "from_hook.txt").read_text() == "ran"


PEEK = """
import os, pathlib
process, seen = os.getppid(), b''
while process > 1:
    seen += pathlib.Path(f'/proc/{process}/cmdline').read_bytes()
    process = int(pathlib.Path(f'/proc/{process}/stat').read_text().rpartition(')')[2].split()[1])
pathlib.Path('seen.txt').write_bytes(seen)
"""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc on this system")
def test_no_process_bears_an_answer_in_its_arguments(mity: Mity, hooked: Path, tmp_path: Path) -> None:
    (hooked / "hooks" / "post_gen_project.py").write_text(PEEK)
    answers = tmp_path / "answers.json"
    answers.write_text('{"motto": "open {{ sesame }}"}')
    done = mity("create-app", "demo", "--template", str(hooked), "--trust", "--answers", str(answers))
    assert done.code == 4, done.text
    seen = (mity.workspace / "demo" / "seen.txt").read_bytes()
    assert b"cookiecutter" in seen
    assert b"sesame" not in seen
    assert "open {{ sesame }}" in (mity.workspace / "demo" / "README.md").read_text()


def test_answers_of_every_kind_arrive_as_they_were_meant(mity: Mity, plain: Path) -> None:
    asked = '{"project_slug": "x", "size": [1, 2, 3], "kind": ["a", "b"], "public": false, "more": {"k": "v"}}'
    (plain / "cookiecutter.json").write_text(asked)
    inner = plain / "{{cookiecutter.project_slug}}" / "README.md"
    inner.write_text("{% set c = cookiecutter %}{{ c.size }} {{ c.kind }} {{ c.public }}\n")
    words = ("--set", "size=2", "--set", "kind=b", "--set", "public=yes", "--trust")
    done = mity("create-app", "demo", "--template", str(plain), *words)
    assert done.code == 4, done.text
    assert (mity.workspace / "demo" / "README.md").read_text() == "2 b True\n"
    wrong = mity("create-app", "demo-2", "--template", str(plain), "--set", "public=perhaps")
    assert wrong.code == 2
    assert "'perhaps' is neither yes nor no for 'public'" in wrong.err
    assert not (mity.workspace / "demo-2").exists()


def test_the_commands_of_a_foreign_stack_need_trust_too(mity: Mity) -> None:
    done = mity("create-app", "demo", "--template", str(LIGHT))
    assert done.code == 2
    assert "build: ${python} make.py build" in done.err
    assert everything(mity.workspace) == []


def test_a_program_that_nothing_here_can_build_is_not_launched(mity: Mity, tmp_path: Path) -> None:
    """As with Rust where cargo is not: the launch itself needs no tool."""
    folder = tmp_path / "compiled"
    shutil.copytree(LIGHT, folder)
    stack = yaml.safe_load((folder / "stack.yaml").read_text())
    stack["requires"].append({"tool": "no-such-compiler", "version": ">=9", "get": {"debian": "apt install it"}})
    stack["commands"]["build"]["argv"] = ["${no_such_compiler}", "build"]
    stack["commands"]["launch"]["argv"] = ["dist/bin/demo", "${host}", "${port}"]
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    done = mity("create-app", "demo", "--template", str(folder), "--trust", "--json")
    assert done.code == 4, done.text
    results = {row["station"]: row["result"] for row in done.json["results"]}
    assert results["launch"]["status"] == "unavailable"
    assert "nothing was built: no-such-compiler >=9 is needed. Get it: apt install it" in results["launch"]["message"]


def test_a_jinja_extension_counts_as_code(mity: Mity, plain: Path) -> None:
    text = '{"project_slug": "x", "_extensions": ["local_extensions.Evil"]}'
    (plain / "cookiecutter.json").write_text(text)
    done = mity("create-app", "demo", "--template", str(plain))
    assert done.code == 2
    assert "local_extensions.Evil" in done.err


def test_a_git_repository_at_a_ref(mity: Mity, plain: Path) -> None:
    git(plain, "init", "-q", "-b", "main")
    git(plain, "config", "user.name", "T")
    git(plain, "config", "user.email", "t@example.com")
    git(plain, "add", ".")
    git(plain, "commit", "-qm", "one")
    git(plain, "tag", "v1")
    (plain / "{{cookiecutter.project_slug}}" / "LATER.md").write_text("later")
    git(plain, "add", ".")
    git(plain, "commit", "-qm", "two")
    url = f"file://{plain}"
    old = mity("create-app", "old", "--template", url, "--ref", "v1", "--json")
    new = mity("create-app", "new", "--template", url, "--json")
    assert (old.code, new.code) == (4, 4), old.text + new.text
    assert not (mity.workspace / "old" / "LATER.md").exists()
    assert (mity.workspace / "new" / "LATER.md").exists()
    app = (mity.workspace / "old" / ".mity" / "app.json").read_text()
    assert git(plain, "rev-parse", "v1") in app
    missing = mity("create-app", "none", "--template", url, "--ref", "v9")
    assert missing.code == 2
    assert "'v9'" in missing.err
    assert not (mity.workspace / "none").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["--set", "moto=x"], "did you mean 'motto'"),
        (["--set", "motto"], "is not KEY=VALUE"),
        (["--answers", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_wrong_answers_are_refused_before_anything_is_written(
    mity: Mity, plain: Path, settings: list[str], said: str
) -> None:
    done = mity("create-app", "demo", "--template", str(plain), *settings)
    assert done.code == 2
    assert said in done.err
    assert everything(mity.workspace) == []


def test_answers_come_from_a_file_and_set_wins(mity: Mity, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("greeting: from file\ncolour: green\n")
    done = mity.light("demo", "--answers", str(answers), "--set", "greeting=from set")
    assert done.code == 0, done.text
    assert "from set" in (mity.workspace / "demo" / "server.py").read_text()
    wrong = mity.light("other", "--set", "colour=blue")
    assert wrong.code == 2
    assert "'blue' is not one of red, green" in wrong.err


def test_a_template_that_breaks_leaves_nothing_and_can_be_resumed(mity: Mity, plain: Path) -> None:
    page = plain / "{{cookiecutter.project_slug}}" / "README.md"
    good = page.read_text()
    page.write_text("{{ cookiecutter.not_there }}")
    broken = mity("create-app", "demo", "--template", str(plain))
    assert broken.code == 1
    assert "not_there" in broken.text
    assert not (mity.workspace / "demo").exists()
    assert not list(mity.workspace.glob(".mity-staging-*"))
    page.write_text(good)
    assert mity("resume").code == 4
    assert (mity.workspace / "demo" / "README.md").exists()


def test_a_dry_run_shows_tree_commands_and_plan_and_writes_nothing(mity: Mity) -> None:
    done = mity.light("demo", "--dry-run", "--json")
    assert done.code == 0, done.text
    plan = {row["station"]: row for row in done.json["stations"]}
    assert "demo/tests/test_server.py" in plan["scaffold"]["notes"]
    assert any("make.py build" in line for line in plan["build"]["commands"])
    assert any("make.py test" in line for line in plan["test"]["commands"])
    assert any("server.py" in line for line in plan["launch"]["commands"])
    assert everything(mity.workspace) == []


def test_bytecode_beside_a_template_does_not_reach_the_application(mity: Mity, tmp_path: Path) -> None:
    copy = tmp_path / "light"
    shutil.copytree(LIGHT, copy)
    cache = copy / "{{cookiecutter.app_slug}}" / "__pycache__"
    cache.mkdir()
    (cache / f"server.{sys.implementation.cache_tag}.pyc").write_bytes(b"\0")
    done = mity("create-app", "demo", "--template", str(copy), "--trust", "--json")
    assert done.code == 0, done.text
    assert not [name for name in done.json["results"][0]["result"]["evidence"]["sha256"] if "__pycache__" in name]
