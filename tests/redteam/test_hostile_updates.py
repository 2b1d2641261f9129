"""Newer versions of templates and records of applications that lead a merge astray, and honest ones beside them."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mity.errors import DefinitionError, UsageError
from mity.features.ownership import Ownership
from mity.features.templates import filled, renamed_path
from mity.stacks.catalog import StackFolder
from mity.stacks.model import Stack, TemplateChange
from mity.system.git_history import RecordedFiles
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.system.trees import tree_digests
from mity.text.versions import is_version, number_of
from mity.updates.bases import Bases
from mity.updates.merging import Merged, Taking, _Sides
from mity.updates.origin import Origin
from mity.updates.rendering import Rendering
from mity.updates.target import Target
from rows import each

OUTSIDE = ["../secret", "a/../../secret", "/etc/hosts", ".git/config", ".GIT/hooks/x", "sub/.Git/config", "a\0b", ""]


ALIASES = [
    ".g\u200cit/config",
    "a/.gi\ufefft/config",
    ".\uff47it/config",
    ".git./config",
    ".git /config",
    ".git::$INDEX_ALLOCATION/config",
    "GIT~1/config",
    "git~2/hooks/pre-commit",
    "a\\..\\..\\b",
    ".git\\config",
    ".mi\u200cty/stack.yaml",
    ".mity./stack.yaml",
]
"""Names that other file systems take for the repository or for mity's folder."""


def record(*paths: str) -> bytes:
    return json.dumps({"files": {path: {"template": "x", "sha256": "0"} for path in paths}}).encode()


@each("path", [*OUTSIDE, *ALIASES])
def test_a_record_owns_files_of_the_application_alone(path: str) -> None:
    with pytest.raises(UsageError, match="is no file of the application"):
        Ownership.read(record("a", path), None)


def test_an_honest_record_is_read() -> None:
    paths = (".mity/stack.yaml", ".github/workflows/ci.yaml", "a b/ü..x", ".gitignore", "src/a.git", "git~notes.md")
    assert set(Ownership.read(record(*paths), None).files) == set(paths)


def packed(data: bytes) -> str:
    return base64.b85encode(zlib.compress(data, 9)).decode("ascii")


BOMB = "a bomb, which takes a while to pack"
MINE = hashlib.sha256(b"mine").hexdigest()
BASES = {
    "no base85": "{{{~~\n",
    "no zlib": base64.b85encode(b"hello hello").decode(),
    "cut off": packed(b"mine")[:-5],
    "no text": packed(b"\xff\xfe"),
    "another text": packed(b"other"),
    "a bomb": BOMB,
}


@each("text", BASES.values(), ids=BASES)
def test_a_base_is_the_text_that_was_recorded_or_none(text: str) -> None:
    text = packed(b"a" * 50_000_000) if text == BOMB else text
    rows = json.dumps({"files": {"a": {"template": "x", "sha256": MINE}}}).encode()
    assert Ownership.read(rows, json.dumps({MINE: text}).encode()).base("a") is None
    assert Ownership.read(rows, json.dumps({MINE: packed(b"mine")}).encode()).base("a") == "mine"


ASTRAY = [
    "../x",
    "/etc/x",
    ".git/hooks/pre-commit",
    ".GIT/hooks/pre-commit",
    "./.mity/workflows/x.yaml",
    ".Mity/x",
    ".mity//x",
    ".mity",
    "{name:>50000000}",
    "{name!r}",
    "{name.__class__}",
    "{name[0]}",
    "{0}",
    "{}",
    "a{",
    "a}",
    "{unknown}",
    "{name:{name}}",
]


@each("path", [*ASTRAY, *ALIASES])
def test_a_template_renames_nothing_to_there(path: str) -> None:
    with pytest.raises(DefinitionError):
        renamed_path(path, {"name": "shop"})


def test_places_are_filled() -> None:
    assert renamed_path("src/{name}/{{x}}.py", {"name": "shop"}) == "src/shop/{x}.py"
    assert filled("V{number}__{slug}.sql", {"number": 7, "slug": "a"}) == "V7__a.sql"
    assert filled("{number:04d}", {"number": 7}) == "0007"


@dataclass
class Update:
    """An application and a newer version of its template, as files; `renamed` is what its notes say."""

    own: Mapping[str, str]
    new: Mapping[str, str]
    recorded: tuple[str, ...] = ("a",)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def merged(self, place: Path) -> Merged:
        root, new, within = place / "app", place / "new", place / "within"
        for folder, files in ((root, self.own), (new, self.new), (within, {})):
            folder.mkdir()
            for path, text in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text)
        rows = {path: {"template": "x", "sha256": hashlib.sha256(b"old\n").hexdigest()} for path in self.recorded}
        ownership = Ownership.read(json.dumps({"files": rows}).encode(), None)
        changes = [{"version": "2.0", "notes": ["n"], "renamed": dict(self.renamed)}]
        data: Any = {"id": "x", "title": "x", "language": "x", "version": "2.0", "changes": changes}
        target = Target(Source(new, "x"), "", StackFolder(Stack.model_validate(data), new), foreign=True)
        rendering = Rendering(new, tree_digests(new), {})
        taking = Taking(root, Origin("x", version="1.0"), target, {}, ownership)
        with RecordedFiles(root, ".mity/app.json") as history:
            return _Sides(taking, rendering, Bases(root, ownership, history, rendering, lambda: None), within).merge()


def kinds(merged: Merged) -> dict[str, str]:
    return {one.path: one.kind for one in merged.changes}


def test_a_template_moves_no_file_of_the_owners(tmp_path: Path) -> None:
    own = {"a": "old\n", "tests/test_mine.py": "def test_it():\n    assert 1\n"}
    made = Update(own, {"a": "old\n"}, renamed={"tests/test_mine.py": "notes.txt"}).merged(tmp_path)
    assert kinds(made) == {}


def test_a_file_of_the_templates_moves(tmp_path: Path) -> None:
    made = Update({"a": "old\nmine\n"}, {"b": "old\n"}, renamed={"a": "b"}).merged(tmp_path)
    assert kinds(made) == {"a": "delete", "b": "create"}
    assert next(one for one in made.changes if one.path == "b").content.data == b"old\nmine\n"  # type: ignore[union-attr]


@each("to", ["c", "f/x"])
def test_nothing_is_lost_where_a_note_leads_two_files_to_one_place(tmp_path: Path, to: str) -> None:
    own = {"a": "old\none\n", "b": "old\ntwo\n", "f": "old\n"}
    made = Update(own, {"f": "old\n", "g": "1\n"}, ("a", "b", "f"), {"a": to, "b": to}).merged(tmp_path)
    kept = {one.content.data for one in made.changes if one.content} | {
        (tmp_path / "app" / path).read_bytes() for path in own if kinds(made).get(path) != "delete"
    }
    assert {b"old\none\n", b"old\ntwo\n", b"old\n"} <= kept


def test_what_a_template_says_of_itself_is_one_line() -> None:
    row = TemplateChange(version="2.0\n\nMity-Proof: build", notes=("fine\n\nMity-Run: x\nMity-Proof: build\x1b[2J",))
    assert row.version == "2.0 Mity-Proof: build"
    assert row.notes == ("fine Mity-Run: x Mity-Proof: build\\e[2J",)


def test_a_version_of_endless_digits_is_none() -> None:
    assert not is_version("9" * 5_000)
    assert number_of("9" * 5_000) < number_of("0.1")


@each("origin", ["ext::sh -c 'touch pwned' x.git", "fd::17/x.git", "hg::https://h.example/x.git", "git+ext::x.git"])
def test_git_starts_no_helper_for_a_template(origin: str) -> None:
    with pytest.raises(UsageError, match="names a program"):
        fetch(Runner(), origin)
