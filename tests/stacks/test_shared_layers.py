"""Stacks that share files by layers: what they are composed of, what is refused, and what consent covers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import LIGHT, Mity, git
from mity.errors import DefinitionError, UsageError
from mity.stacks.catalog import load
from mity.stacks.layers import without_layers
from mity.system.layered import copy_layered, layered_files
from mity.system.template_source import Source
from mity.text.yaml_data import parse_yaml
from mity.trust.template import template_consent
from rows import each

INNER = "{{cookiecutter.app_slug}}"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The light template as a team with several stacks has it: `web/` takes most of its files from `_base/`."""
    home = tmp_path / "team"
    shutil.copytree(LIGHT, home / "web")
    for name in (f"{INNER}/server.py", f"{INNER}/tests", "feature/each", "feature/migration"):
        (home / "_base" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "web" / name).rename(home / "_base" / name)
    (home / "_base" / INNER / "README.md").write_text("# The base's\n")
    (home / "_later" / INNER).mkdir(parents=True)
    (home / "_later" / INNER / "notes.md").write_text("later, of {{ cookiecutter.app_name }}\n")
    (home / "_base" / INNER / "notes.md").write_text("base\n")
    declare(home / "web", "../_base", "../_later")
    return home


def declare(stack: Path, *layers: str) -> None:
    lines = (LIGHT / "stack.yaml").read_text().splitlines(keepends=True)
    (stack / "stack.yaml").write_text("".join([*lines[:4], f"layers: [{', '.join(layers)}]\n", *lines[4:]]))


def test_later_layers_win_and_the_stacks_own_folder_over_all(team: Path) -> None:
    files = Source(team / "web", "web").files
    found = {str(path): file.relative_to(team).parts[0] for path, file in files.items()}
    assert (found[f"{INNER}/README.md"], found[f"{INNER}/notes.md"]) == ("web", "_later")
    assert (found[f"{INNER}/server.py"], found["feature/migration/create.sql"]) == ("_base", "_base")
    assert found["feature/all/features/registry.py"] == "web"


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_a_teams_stack_of_layers_is_made_proven_and_grows_where_the_layers_are_gone(mity: Mity, team: Path) -> None:
    words = ("create-app", "demo", "--template", str(team / "web"))
    refused = mity(*words)
    assert refused.code == 2
    assert "the layer ../_base: 9 files" in refused.err
    assert list(mity.workspace.iterdir()) == []
    done = mity(*words, "--trust", "--json")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    app = mity.workspace / "demo"
    assert (app / "notes.md").read_text() == "later, of demo\n"
    assert (app / ".mity/feature/migration/create.sql").is_file()
    assert load(app / ".mity/stack.yaml").folders == (app / ".mity",)
    shutil.rmtree(team)
    grown = mity("add-feature", "note", "--field", "title:str", "--app", str(app), "--json")
    assert (grown.code, grown.json["verdict"]) == (0, "proven"), grown.text
    assert git(app, "status", "--porcelain") == ""


def test_consent_to_a_template_is_consent_to_its_layers_as_they_are(team: Path) -> None:
    def consent() -> str:
        return template_consent(Source(team / "web", "web")).digest

    was = consent()
    assert consent() == was
    (team / "_later" / INNER / "more.md").write_text("more\n")
    assert consent() != was


@pytest.mark.slow
@pytest.mark.rotation("redteam", of=4)
def test_trust_ends_when_a_file_of_a_layer_changes(mity: Mity, team: Path) -> None:
    assert mity("trust", str(team / "web")).code == 0
    assert mity("create-app", "demo", "--template", str(team / "web"), "--dry-run").code == 0
    (team / "_base" / INNER / "server.py").write_text("print('other code')\n")
    refused = mity("create-app", "demo", "--template", str(team / "web"))
    assert (refused.code, "runs only with --trust" in refused.err) == (2, True)
    assert list(mity.workspace.iterdir()) == []


def test_hooks_and_links_of_layers_count_as_the_templates_own(team: Path, tmp_path: Path) -> None:
    source = Source(team / "web", "web")
    assert source.code == ()
    (team / "_base" / "hooks").mkdir()
    (team / "_base" / "hooks" / "post_gen_project.sh").write_text("exit 1\n")
    assert source.code == ("hooks/post_gen_project.sh",)
    (tmp_path / "key").write_text("secret")
    (team / "_later" / INNER / "key").symlink_to("../../../key")
    with pytest.raises(UsageError, match=r"key in the template web is a link to .*, which leads out of it"):
        source.check()


def test_a_copy_of_a_stack_is_a_template_of_its_own(mity: Mity, team: Path) -> None:
    done = mity("templates", "copy", str(team / "web"), "ours", "--json")
    assert done.code == 0, done.text
    ours = load(mity.workspace / "ours" / "stack.yaml")
    files = layered_files(load(team / "web" / "stack.yaml").folders)
    assert (ours.stack.layers, done.json["files"]) == ((), len(files))
    assert {
        path: file.read_bytes() for path, file in layered_files(ours.folders).items() if path.name != "stack.yaml"
    } == {path: file.read_bytes() for path, file in files.items() if path.name != "stack.yaml"}
    again = mity("templates", "copy", str(team / "web"), "ours")
    assert (again.code, "ours is there already" in again.err) == (2, True)
    assert [path.name for path in mity.workspace.iterdir()] == ["ours"]


@each("layer", ["../../other", "../..", "..", ".", "/etc", "a/../../b", "..\\\\other", "~/x", "-x", ""])
def test_a_layer_is_named_by_a_plain_path_within_or_beside_the_stack(team: Path, layer: str) -> None:
    declare(team / "web", f'"{layer}"')
    with pytest.raises(DefinitionError, match=r"stack\.yaml: layers\.0: "):
        load(team / "web" / "stack.yaml")


def _stack(base: Path) -> None:
    shutil.copy(LIGHT / "stack.yaml", base)


def _gone(base: Path) -> None:
    shutil.rmtree(base)


def _link_out(base: Path) -> None:
    base.rename(base.parents[1] / "elsewhere")
    base.symlink_to("../elsewhere")


def _link_to_itself(base: Path) -> None:
    shutil.rmtree(base)
    base.symlink_to("web")


def _clash(base: Path) -> None:
    (base / INNER / "make.py").mkdir()
    (base / INNER / "make.py" / "x.md").write_text("x\n")


WRONG = {
    _gone: r"stack\.yaml: the layer \.\./_base is not there: .*_base is no folder",
    _stack: r"stack\.yaml: the layer \.\./_base is a stack itself: move the files",
    _link_out: r"stack\.yaml: the layer \.\./_base is neither within the template nor beside it: move the folder below",
    _link_to_itself: r"stack\.yaml: the layer \.\./_base is neither within the template nor beside it",
    _clash: r"web/.*make\.py is a file, and .*_base/.*make\.py is a folder: rename one of them",
}


@pytest.mark.parametrize("spoil", WRONG)
def test_what_is_wrong_with_a_layer_is_one_sentence(team: Path, spoil: Callable[[Path], None]) -> None:
    spoil(team / "_base")
    with pytest.raises(DefinitionError, match=WRONG[spoil]) as caught:
        assert Source(team / "web", "web").files
    assert "\n" not in str(caught.value)


def test_a_wrong_layer_ends_a_command_before_anything_is_written(mity: Mity, team: Path) -> None:
    shutil.rmtree(team / "_base")
    done = mity("create-app", "demo", "--template", str(team / "web"), "--trust")
    assert (done.code, "the layer ../_base is not there" in done.err) == (2, True)
    assert list(mity.workspace.iterdir()) == []


def test_beside_a_repository_and_beside_what_an_application_keeps_lies_no_layer(team: Path) -> None:
    shutil.copytree(team / "_base", team / "web" / "base")
    for name, told in (("../_base", "neither within"), ("base", "")):
        declare(team / "web", name)
        (team / "web" / ".git").mkdir(exist_ok=True)
        if told:
            with pytest.raises(DefinitionError, match=told):
                assert load(team / "web" / "stack.yaml").folders
        else:
            assert load(team / "web" / "stack.yaml").folders == (team / "web" / "base", team / "web")
    kept = team / "app" / ".mity"
    kept.mkdir(parents=True)
    shutil.copytree(team / "_base", team / "app" / "base")
    declare(kept, "../base")
    with pytest.raises(DefinitionError, match="neither within"):
        assert load(kept / "stack.yaml").folders


@each(
    "text",
    [
        "a: 1\nlayers: [x, y]\n# about b\nb: {c: 2}\n",
        "layers:\n  - x\n  - y\n",
        "a: 1\nb: 'ü 😀'\nlayers:\n- x",
        "{a: 1, layers: [x], b: 2}\n",
        "{a: 1, layers: [x]}\n",
        "a: &one {k: 1}\nlayers: [x]\nb: *one\n",
    ],
)
def test_a_copy_that_holds_the_files_of_the_layers_names_none(text: str) -> None:
    was = parse_yaml(text)
    del was["layers"]
    assert (parse_yaml(without_layers(text)) or {}) == was


def test_of_a_text_without_layers_every_byte_is_kept() -> None:
    text = "a: 1 # note\n\nb:  'layers: [x]'\n"
    assert without_layers(text) == text


def test_a_file_is_laid_over_a_link_and_a_link_over_a_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "kept").write_text(folder.name)
    (one / "a").symlink_to("kept")
    (two / "a").write_text("a")
    (one / "b").write_text("b")
    (two / "b").symlink_to("kept")
    copy_layered([one, two], tmp_path / "made")
    made = tmp_path / "made"
    assert [str(path) for path in layered_files([made])] == ["a", "b", "kept"]
    assert ((made / "a").is_symlink(), (made / "a").read_text(), (made / "kept").read_text()) == (False, "a", "two")
    assert (made / "b").readlink() == Path("kept")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_an_update_brings_what_changed_in_a_layer_of_a_repository(mity: Mity, team: Path) -> None:
    web, who = team / "web", ("-c", "user.name=U", "-c", "user.email=u@example.com")
    (team / "_base").rename(web / "base")
    declare(web, "base")
    git(web, "init", "--quiet", "--initial-branch=main")
    git(web, "add", "--all")
    git(web, *who, "commit", "--quiet", "-m", "one")
    made = mity("create-app", "demo", "--template", str(web), "--ref", "main", "--trust")
    assert made.code == 0, made.text
    app = mity.workspace / "demo"
    server = web / "base" / INNER / "server.py"
    server.write_text("# newer\n" + server.read_text())
    git(web, *who, "commit", "--quiet", "--all", "-m", "two")
    done = mity("update", str(app), "--trust", "--json")
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert (app / "server.py").read_text().startswith("# newer\n")
    assert git(app, "status", "--porcelain") == ""
