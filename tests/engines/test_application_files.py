"""An application that a run makes below its workspace: its records and its repository come, and nobody else's do."""

from __future__ import annotations

from pathlib import Path

import pytest
from held_contents import Contents

from harness import git
from mity.engines.agreed import Agreed, agree, agreed, application_of
from mity.engines.bringing_back import bring_back
from mity.engines.content import Content, ignored_below
from mity.engines.manifest import Item, Manifest, manifest_of
from mity.engines.writing import write_foreign
from rows import each

RUN = "0001-create-app-abcd"
CONFIG = b"[core]\n\tbare = false\n\tfsmonitor = evil\n\thooksPath = evil\n[user]\n\tname = Ada\n"


def file(contents: Contents, data: bytes = b"new\n") -> Item:
    return Item("file", contents.keep(data))


def made(contents: Contents, app: str) -> Manifest:
    """What a run of create-app leaves in a workspace."""
    return {
        f"{app}/main.py": file(contents),
        f"{app}/.mity/app.json": file(contents, b'{"name": "shop"}'),
        f"{app}/.mity/ownership.json": file(contents, b"{}"),
        f"{app}/.mity/stack.yaml": file(contents, b"id: own\n"),
        f"{app}/.mity/feature/each/{{many_snake}}.py": file(contents, b"each\n"),
        f"{app}/.git/HEAD": file(contents, b"ref: refs/heads/main\n"),
        f"{app}/.git/config": file(contents, CONFIG),
        f"{app}/.git/hooks/pre-commit.sample": file(contents),
        f"{app}/.git/info/exclude": file(contents),
        f"{app}/.git/objects/aa/{'b' * 38}": file(contents),
    }


def test_an_application_comes_with_its_records_and_settings_that_start_nothing(tmp_path: Path) -> None:
    contents = Contents()
    assert bring_back(tmp_path, {}, made(contents, "shop"), contents, RUN, "shop") == []
    assert (tmp_path / "shop/.mity/app.json").read_bytes() == b'{"name": "shop"}'
    assert (tmp_path / "shop/.mity/stack.yaml").read_text() == "id: own\n", "the stack that its template brought"
    assert (tmp_path / "shop/.mity/feature/each/{many_snake}.py").read_text() == "each\n"
    assert (tmp_path / "shop/.git/config").read_text() == "[core]\n\tbare = false\n[user]\n\tname = Ada\n"
    assert sorted(path.name for path in (tmp_path / "shop/.git").iterdir()) == ["HEAD", "config", "objects"]


def test_a_hook_of_a_new_repository_stays_and_is_named(tmp_path: Path) -> None:
    contents = Contents()
    result = {**made(contents, "shop"), "shop/.git/hooks/post-commit": file(contents, b"evil\n")}
    assert bring_back(tmp_path, {}, result, contents, RUN, "shop") == ["shop/.git/hooks/post-commit"]
    assert not (tmp_path / "shop/.git/hooks").exists()


def test_a_repository_that_is_here_keeps_its_settings(tmp_path: Path) -> None:
    contents = Contents()
    (tmp_path / "shop/.git").mkdir(parents=True)
    (tmp_path / "shop/.git/config").write_text("mine\n")
    stayed = bring_back(tmp_path, {}, made(contents, "shop"), contents, RUN, "shop")
    assert "shop/.git/config" in stayed
    assert (tmp_path / "shop/.git/config").read_text() == "mine\n"
    assert not (tmp_path / "shop/.git/info").exists()


@each(
    "path",
    [
        *("other/.mity/app.json", "shop/sub/.mity/app.json", "shop/.mity/trust.json", "shop/.mity/config.toml"),
        *("shop/.Mity/app.json", "shop/.mity/logs/x.json", "shop/.mity/app.json/x"),
        *(
            "shop/.mity/feature",
            "shop/.mity/feature/.env",
            "shop/.mity/feature/.mity/app.json",
            "shop/.mity/stack.yaml/x",
        ),
    ],
)
def test_records_of_others_are_never_brought(tmp_path: Path, path: str) -> None:
    contents = Contents()
    (tmp_path / "other/.mity").mkdir(parents=True)
    (tmp_path / "other/.mity/app.json").write_text("mine\n")
    assert bring_back(tmp_path, {}, {path: file(contents)}, contents, RUN, "shop") == [path]
    write_foreign(tmp_path / "place", {path: file(contents)}, contents, RUN, "shop")
    assert (tmp_path / "other/.mity/app.json").read_text() == "mine\n"
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["app.json"]


def test_a_record_is_no_link(tmp_path: Path) -> None:
    contents = Contents()
    assert bring_back(tmp_path, {}, {"shop/.mity/app.json": Item("link", "../../x")}, contents, RUN, "shop") == [
        "shop/.mity/app.json"
    ]


@each(
    "output, expected",
    [("shop", "shop"), ("a/b", "a/b"), (".", ""), ("../x", ""), (".git", ""), ("a/.mity", ""), ("a\nb", "")],
)
def test_the_folder_of_an_application(tmp_path: Path, output: str, expected: str) -> None:
    output_path = tmp_path.parent / "x" if output == "../x" else tmp_path / output
    assert application_of(tmp_path, output_path) == expected
    agree(tmp_path, RUN, "", expected)
    assert agreed(tmp_path, RUN) == Agreed("", expected)


@pytest.mark.slow
def test_what_an_application_within_a_workspace_ignores_goes_with_no_run(tmp_path: Path) -> None:
    for path in ("shop/.venv/lib/x.py", "shop/main.py", "shop/web/node_modules/y.js", "shop/web/page.js", "notes.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x\n")
    (tmp_path / "shop/.gitignore").write_text(".venv/\n")
    (tmp_path / "shop/web/.gitignore").write_text("node_modules/\n")
    git(tmp_path / "shop", "init", "-q")
    git(tmp_path / "shop/web", "init", "-q")
    assert ignored_below(tmp_path, RUN) == {"shop/.venv/", "shop/web/node_modules/"}
    contents = Contents()
    digest = Content(tmp_path, RUN, contents).changed()
    assert digest
    found = [path for path in manifest_of(contents, digest) if "/.git/" not in path]
    assert sorted(found) == ["notes.txt", "shop/.gitignore", "shop/main.py", "shop/web/.gitignore", "shop/web/page.js"]


@pytest.mark.slow
def test_half_of_a_repository_within_hinders_nothing(tmp_path: Path) -> None:
    (tmp_path / "half/.git").mkdir(parents=True)
    (tmp_path / "half/.git/HEAD").write_text("no repository\n")
    (tmp_path / "half/.gitignore").write_text("out/\n")
    (tmp_path / "half/out").mkdir()
    (tmp_path / "half/out/x").write_text("x\n")
    assert ignored_below(tmp_path, RUN) == {"half/out/"}
