"""mity smoke and mity templates refresh, on the light template."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from harness import LIGHT, Mity
from mity.errors import MityError
from mity.stacks.lockfiles import as_template, check, without


def test_each_combination_is_made_proven_and_thrown_away(mity: Mity) -> None:
    words = ("--set", "colour=red", "--set", "colour=green", "--set", "greeting=hi", "--jobs", "2", "--json")
    done = mity("smoke", "--template", str(LIGHT), *words)
    assert done.code == 0, done.text
    rows = done.json["cases"]
    assert [row["options"] for row in rows] == ["colour=red greeting=hi", "colour=green greeting=hi"]
    assert all(row["verdict"] == "proven" and row["tests"] > 0 and row["source_bytes"] > 0 for row in rows)
    assert list(mity.workspace.iterdir()) == []


def test_one_that_is_not_proven_is_named_with_its_reason(mity: Mity, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(LIGHT, folder)
    (folder / "{{cookiecutter.app_slug}}" / "server.py").write_text("raise SystemExit('no')\n")
    done = mity("smoke", "--template", str(folder))
    assert done.code == 1, done.text
    assert "not proven" in done.out
    assert "run it again with --keep DIR" in done.out
    assert "launch" in done.err or "test" in done.err


def test_the_commands_of_its_own_ci_are_a_part_of_the_proof(mity: Mity, tmp_path: Path) -> None:
    for name, code in (("sound", 0), ("red", 3)):
        folder = tmp_path / name
        shutil.copytree(LIGHT, folder)
        stack = yaml.safe_load((folder / "stack.yaml").read_text())
        steps = [{"argv": ["${python}", "-c", f"raise SystemExit({number})"]} for number in (0, code, 0)]
        stack["commands"]["ci"] = [{"steps": steps}]
        (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
        done = mity("smoke", "--template", str(folder), "--json")
        [row] = done.json["cases"]
        ran = [step["exit_code"] for step in row["ci"]]
        assert (done.code, row["verdict"], ran) == ((0, "proven", [0, 0, 0]) if not code else (1, "failed", [0, 3]))
        assert ("ci: " in row["why"]) == bool(code)


@pytest.mark.parametrize(
    ("words", "said"), [(("nonsense",), "unknown stack"), (("python-project",), "has no template")]
)
def test_a_stack_that_cannot_be_tried_is_refused(mity: Mity, words: tuple[str, ...], said: str) -> None:
    done = mity("smoke", *words)
    assert done.code == 2
    assert said in done.err


def lockable(folder: Path, command: str) -> Path:
    shutil.copytree(LIGHT, folder)
    stack = yaml.safe_load((folder / "stack.yaml").read_text()) | {"id": folder.name, "lock": {"files": ["x.lock"]}}
    stack["commands"]["lock"] = {"argv": ["${python}", "-c", command, "${before}"]}
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    (folder / "{{cookiecutter.app_slug}}" / "x.lock").write_text('name = "{{ cookiecutter.app_slug }}"\nday = none\n')
    return folder


WRITE = """
import pathlib, sys
name = pathlib.Path.cwd().name
pathlib.Path("x.lock").write_text(f'day = {sys.argv[1]}\\nname = "{name}"\\n')
"""


def test_a_lock_is_made_anew_with_its_placeholders_and_proven(mity: Mity, tmp_path: Path) -> None:
    folder = lockable(tmp_path / "mine", WRITE)
    inner = tmp_path / "_shared" / "{{cookiecutter.app_slug}}"
    inner.mkdir(parents=True)
    (folder / inner.name / "server.py").rename(inner / "server.py")
    (folder / "stack.yaml").write_text("layers: [../_shared]\n" + (folder / "stack.yaml").read_text())
    done = mity("templates", "refresh", str(folder), "--before", "2026-01-31", "--json")
    assert done.code == 0, done.text
    assert done.json["proof"]["verdict"] == "proven"
    lock = folder / "{{cookiecutter.app_slug}}" / "x.lock"
    assert lock.read_text() == 'day = 2026-01-31\nname = "{{ cookiecutter.app_slug }}"\n'
    again = mity("templates", "refresh", str(folder), "--before", "2026-01-31")
    assert (again.code, again.out) == (0, "mine: nothing newer, the locks are as they were\n")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("raise SystemExit('no network')", "cannot lock mine: no network"),
        (WRITE.replace("day =", "from https://somewhere.example"), "names an address"),
        (WRITE.replace("nname =", "nnombre ="), "where the old one has a placeholder"),
    ],
)
def test_a_lock_that_is_not_whole_changes_nothing(mity: Mity, tmp_path: Path, command: str, said: str) -> None:
    folder = lockable(tmp_path / "mine", command)
    lock = folder / "{{cookiecutter.app_slug}}" / "x.lock"
    before = lock.read_bytes()
    done = mity("templates", "refresh", str(folder))
    assert done.code == 1
    assert said in done.err
    assert lock.read_bytes() == before


def test_a_day_that_is_none_is_refused(mity: Mity) -> None:
    done = mity("templates", "refresh", "python-fastapi", "--before", "yesterday")
    assert (done.code, "--before yesterday: not a day" in done.err) == (2, True)


def test_keys_are_dropped_and_gaps_are_found() -> None:
    lock = '{"packages": {"": {}, "node_modules/a": {"resolved": "https://x", "optionalDependencies": {"b": "1"}}}}'
    clean = without(lock, ["resolved"])
    assert "resolved" not in clean
    with pytest.raises(MityError, match="has no b, which node_modules/a may need"):
        check("package-lock.json", clean)
    whole = clean.replace('"": {}', '"": {}, "node_modules/b": {}')
    check("package-lock.json", whole)


def test_placeholders_are_carried_in_their_order() -> None:
    made = as_template("b\nname: x\nnew\nmit: x\n", "mit: {{ y }}\nb\nname: {{ z }}\n", "mit: x\nb\nname: x\n")
    assert made == "b\nname: {{ z }}\nnew\nmit: {{ y }}\n"


@pytest.mark.parametrize(("where", "named"), [(LIGHT, "."), (LIGHT.parent, "./light"), (LIGHT.parent, "light")])
def test_a_template_may_be_named_from_here(mity: Mity, where: Path, named: str) -> None:
    done = mity("smoke", "--template", named, "--json", cwd=where)
    assert done.code == 0, done.text
    assert [Path(row["source"]) for row in done.json["cases"]] == [LIGHT]


def test_what_is_kept_has_a_name_and_a_log_of_its_own(mity: Mity, tmp_path: Path) -> None:
    kept = tmp_path / "to look at" / "all"
    words = ("--set", "app_name=Shop", "--set", "colour=red", "--set", "colour=green", "--jobs", "2")
    done = mity("smoke", "--template", str(LIGHT), *words, "--keep", str(kept), "--json")
    assert done.code == 0, done.text
    assert [Path(row["path"]) for row in done.json["cases"]] == [kept / "shop", kept / "shop-2"]
    logs = [json.loads(path.read_text()) for path in kept.glob(".mity/logs/*.json")]
    assert sorted(log["verdict"] for log in logs) == ["proven", "proven"]
    again = mity("smoke", "--template", str(LIGHT), *words, "--keep", str(kept))
    assert again.code == 1
    assert "shop-2 exists and is not empty" in again.err
    assert '"error"' not in again.text


def test_a_folder_that_cannot_be_made_is_refused(mity: Mity, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = mity("smoke", "--template", str(LIGHT), "--keep", str(tmp_path / "file" / "x"))
    assert done.code == 2
    assert "name a folder that can be written to" in done.err


def test_a_template_of_ones_own_may_make_answers_of_answers_and_features_too(mity: Mity, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(LIGHT, folder)
    answers = json.loads((folder / "cookiecutter.json").read_text())
    answers["title"] = "{{ cookiecutter.app_slug | upper }}"
    (folder / "cookiecutter.json").write_text(json.dumps(answers))
    (folder / "feature/each/{many_snake}.json").write_text('{ "many": <[ many.snake ]> }\n')
    done = mity("smoke", "--template", str(folder))
    assert done.code == 0, done.text


def test_a_lock_that_no_day_would_change_is_refused(mity: Mity, tmp_path: Path) -> None:
    folder = lockable(tmp_path / "mine", WRITE)
    stack = yaml.safe_load((folder / "stack.yaml").read_text())
    del stack["commands"]["lock"]["argv"][-1]
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    done = mity("templates", "refresh", str(folder))
    assert done.code == 2
    assert "no command of lock uses ${before}" in done.err
