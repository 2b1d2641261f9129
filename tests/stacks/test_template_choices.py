"""Choices of a template: declared in stack.yaml, shown, asked for, refused when wrong, and recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness import LIGHT, Mity
from mity import templates
from mity.errors import DefinitionError, UsageError
from mity.redaction import MASK, Redactor, hide
from mity.stacks.catalog import Catalogue
from mity.system.render import check_answers, render
from mity.system.runner import Runner
from mity.system.template_source import Source
from mity.text.data import parse_json

INNER = "{{cookiecutter.app_slug}}"
CHOICES = """
choices:
  auth:
    question: How do people sign in?
    values:
      none: {title: not at all}
      session:
        title: by a cookie
        layers: [choices/session]
        without: ["docs/*"]
"""


@pytest.fixture
def chosen(tmp_path: Path) -> Path:
    """The light template with a choice: with `session` it has a file more, another `notes.md`, and no `docs`."""
    home = tmp_path / "chosen"
    shutil.copytree(LIGHT, home)
    (home / "stack.yaml").write_text((home / "stack.yaml").read_text() + CHOICES)
    declared = json.loads((home / "cookiecutter.json").read_text())
    (home / "cookiecutter.json").write_text(json.dumps({**declared, "auth": ["none", "session"]}))
    for path, text in {
        f"{INNER}/docs/open.md": "open\n",
        f"{INNER}/notes.md": "auth is {{ cookiecutter.auth }}\n",
        f"choices/session/{INNER}/notes.md": "session of {{ cookiecutter.app_name }}\n",
        f"choices/session/{INNER}/people/cookie.md": "cookie\n",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    return home


def rendered(template: Path, into: Path, **answers: str) -> Path:
    into.mkdir()
    return render(Runner(), Source(template, "chosen"), {"app_name": "demo", **answers}, into, trusted=False)


@pytest.mark.slow
def test_a_value_brings_files_and_does_without_others(chosen: Path, tmp_path: Path) -> None:
    plain = rendered(chosen, tmp_path / "plain")
    assert (plain / "notes.md").read_text() == "auth is none\n"
    assert (plain / "docs" / "open.md").is_file()
    assert not (plain / "people").exists()
    other = rendered(chosen, tmp_path / "other", auth="session")
    assert (other / "notes.md").read_text() == "session of demo\n"
    assert (other / "people" / "cookie.md").is_file()
    assert not (other / "docs").exists()


def test_a_layer_that_is_not_there_is_told(chosen: Path, tmp_path: Path) -> None:
    shutil.rmtree(chosen / "choices")
    with pytest.raises(DefinitionError, match=r"stack\.yaml: a choice names the layer .*session, which is no folder"):
        rendered(chosen, tmp_path / "made", auth="session")


def test_a_layer_of_a_choice_brings_no_code_for_rendering(chosen: Path, tmp_path: Path) -> None:
    (chosen / "choices" / "session" / "hooks").mkdir()
    (chosen / "choices" / "session" / "hooks" / "pre_gen_project.py").write_text("raise SystemExit\n")
    with pytest.raises(DefinitionError, match="hooks: the layer of a choice holds files of the application alone"):
        rendered(chosen, tmp_path / "made", auth="session")


def test_a_layer_of_a_choice_lies_within_the_template(chosen: Path, tmp_path: Path) -> None:
    text = (chosen / "stack.yaml").read_text()
    (chosen / "stack.yaml").write_text(text.replace("choices/session", "../elsewhere"))
    with pytest.raises(DefinitionError, match=r"choices\.auth\.values\.session\.layers"):
        rendered(chosen, tmp_path / "made", auth="session")


def test_a_wrong_value_is_refused_with_those_that_are_allowed() -> None:
    source = Source(Path(templates.__path__[0], "python-fastapi"), "python-fastapi")
    with pytest.raises(UsageError) as refusal:
        check_answers(source, {"database": "oracle"})
    assert str(refusal.value) == "'oracle' is not one of sqlite, postgres for 'database'"


def test_choices_and_variables_say_the_same() -> None:
    for folder in Catalogue([Path(templates.__path__[0])]).all():
        for name, choice in folder.stack.choices.items():
            declared = parse_json((folder.path / "cookiecutter.json").read_bytes())
            assert declared[name] == list(choice.values), (folder.stack.id, name)
            for value in choice.values.values():
                assert all((folder.path / layer).is_dir() for layer in value.layers), (folder.stack.id, name)


def test_how_people_sign_in_is_no_secret_and_a_credential_under_that_name_is() -> None:
    redactor = Redactor({"auth": "session"})
    assert redactor.text("a session begins") == "a session begins"
    assert hide({"auth": "session", "AUTH": "jwt"}) == {"auth": "session", "AUTH": "jwt"}
    assert hide({"auth": "Zm9vOmJhcg", "auth_token": "session"}) == {"auth": MASK, "auth_token": MASK}


def test_they_are_listed(mity: Mity) -> None:
    rows = {row["id"]: row for row in json.loads(mity("stacks", "--json").out)["stacks"]}
    database, auth, _ = rows["python-fastapi"]["choices"]
    assert (database["name"], database["default"]) == ("database", "sqlite")
    assert [one["value"] for one in auth["values"]] == ["none", "session", "jwt"]
    assert all(one["title"] for one in auth["values"])
    assert "python-fastapi --set auth=none|session|jwt: How do people sign in?" in mity("stacks").out


@pytest.mark.slow
def test_they_are_recorded(mity: Mity, chosen: Path) -> None:
    words = ("create-app", "demo", "--template", str(chosen), "--trust", "--set", "auth=session")
    assert mity(*words).code == 0
    record = json.loads((mity.workspace / "demo" / ".mity" / "app.json").read_text())
    assert record["answers"]["auth"] == "session"
    assert mity.log()["context"]["metadata"]["answers"]["auth"] == "session"
    assert (mity.workspace / "demo" / "people" / "cookie.md").is_file()


@pytest.mark.slow
def test_a_person_at_a_terminal_is_asked(mity: Mity) -> None:
    answers = {
        "stack: ": "fastapi",
        "these: did you mean": "python-fastapi",
        "database [sqlite]": "postgres",
        "auth [none]": "",
        "ci [github]": "gitlab",
    }
    done = mity.on_terminal("create-app", "shop", "--dry-run", answers=answers)
    assert done.code == 0
    assert "Which kind of application?" in done.out
    assert "'fastapi' is none of these: did you mean 'python-fastapi'?" in done.out
    assert "How do people sign in?" in done.out
    assert ".gitlab-ci.yml" in done.out
    assert "compose.yaml" in done.out
    assert not (mity.workspace / "shop").exists()


@pytest.mark.slow
def test_nobody_is_asked_what_was_said(mity: Mity) -> None:
    answers = {"stack: ": "python-fastapi", "auth [none]": "jwt"}
    words = ("create-app", "shop", "--dry-run", "--set", "ci=github", "--set", "database=sqlite")
    done = mity.on_terminal(*words, answers=answers)
    assert done.code == 0
    assert "Where is it built and tested?" not in done.out
    assert "test_auth_jwt.py" in done.out


def test_without_a_terminal_the_stack_must_be_named(mity: Mity) -> None:
    done = mity("create-app", "shop")
    assert done.code == 2
    assert "say which stack: --stack" in done.err
