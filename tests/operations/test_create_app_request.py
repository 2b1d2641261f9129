"""create-app refuses before anything is written: a target that is taken, a template it may not run, wrong answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import LIGHT
from mity.app import App
from mity.cli import main
from mity.errors import UsageError
from mity.operations.create_app import CreateApp


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace, with caches of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "work"
    folder.mkdir()
    yield folder
    assert not (folder / ".mity").exists(), "a request that is refused begins no run"


def refused(workspace: Path, name: str = "demo", **request: Any) -> str:
    """Why a request is refused. The template is the light one unless `request` says otherwise."""
    request = {"template": str(LIGHT), **request}
    with pytest.raises(UsageError) as caught:
        App(workspace).prepare_create(CreateApp(name, workspace, **request))
    return str(caught.value)


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_folder_that_holds_something_is_refused_and_an_empty_one_is_not(workspace: Path) -> None:
    target = workspace / "demo"
    target.mkdir()
    App(workspace).prepare_create(CreateApp("demo", workspace, template=str(LIGHT)))
    (target / "mine").write_text("mine")
    assert refused(workspace) == f"{target} exists and is not empty: choose another name or --output"
    assert [path.name for path in target.iterdir()] == ["mine"]


@pytest.mark.parametrize("leads_to", ["folder", "nowhere"])
def test_a_link_is_refused_whatever_it_leads_to(workspace: Path, tmp_path: Path, leads_to: str) -> None:
    (tmp_path / "folder").mkdir()
    (workspace / "demo").symlink_to(tmp_path / leads_to)
    assert "is a link: remove it or choose another name" in refused(workspace)
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_file_in_the_place_of_the_target_or_of_the_workspace_is_refused(workspace: Path) -> None:
    (workspace / "demo").write_text("mine")
    assert "exists and is not empty" in refused(workspace)
    assert "is a file: name a folder" in refused(workspace / "demo", "other")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"template": ""}, "say which stack: --stack"),
        ({"ref": "v1", "template": "", "stack": "python-fastapi"}, "--ref says which version of a --template"),
        ({"answers": {"greetnig": "x"}}, "the template has no variable 'greetnig': did you mean 'greeting'"),
        ({"answers": {"colour": "blue"}}, "'blue' is not one of red, green for 'colour'"),
        ({"answers": {"app_slug": "../x"}}, "cannot be a part of a file name"),
        ({"template": "no-such-folder"}, "no template at 'no-such-folder'"),
    ],
)
def test_words_that_make_no_application_are_refused(workspace: Path, request_: dict[str, Any], said: str) -> None:
    assert said in refused(workspace, **request_)


def test_the_code_of_a_template_is_shown_and_not_run_without_trust(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_signals: None
) -> None:
    monkeypatch.chdir(workspace)
    assert main(["create-app", "demo", "--template", str(LIGHT)]) == 2
    said = capsys.readouterr().err
    assert "brings code of its own, which will be run:" in said
    assert "launch: ${python} server.py ${host} ${port}" in said
    assert "nothing was written" in said
    assert list(workspace.iterdir()) == []
