"""Lists of repositories and the words of verbs, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fleet_work import Many

from harness import Mity
from mity.errors import UsageError
from mity.fleet.change import branch_of
from mity.fleet.report import worst
from mity.fleet.repositories import Entry, distinct, read_file
from mity.fleet.verbs import words_in_clone
from mity.operations.fleet import FleetRequest, prepare_fleet
from rows import each

GOOD = """
# ours
https://git.example.com/ada/one.git
https://git.example.com/ada/two#x release/1   # the old one
git@git.example.com:ada/three.git
'a place/four'
../five
"""


def test_a_list_names_addresses_folders_and_branches(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(GOOD)
    assert read_file(tmp_path / "list") == [
        Entry("https://git.example.com/ada/one.git"),
        Entry("https://git.example.com/ada/two#x", "release/1"),
        Entry("git@git.example.com:ada/three.git"),
        Entry(str(tmp_path / "a place" / "four")),
        Entry(str(tmp_path.parent / "five")),
    ]


@each(
    "line, why",
    [
        ("https://ada:secret@git.example.com/ada/one", "holds a user or a password"),
        ("ext::sh", "is not reached by https"),
        ("git://git.example.com/one", "is not reached by https"),
        ("--upload-pack=x", "is no address"),
        ("https:///one", "is no address"),
        ("one main more", "too many words"),
        ("one -x", "is no name of a branch"),
        ("'one", "has no end"),
    ],
)
def test_what_is_no_repository_is_told_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "list").write_text(f"two\n{line}\n")
    with pytest.raises(UsageError, match=why) as told:
        read_file(tmp_path / "list")
    assert f"{tmp_path / 'list'}:2: " in str(told.value)
    assert "secret" not in str(told.value)


def test_a_list_is_text_in_utf_8_as_any_editor_writes_it(tmp_path: Path) -> None:
    place = tmp_path / "list"
    place.write_bytes(b"\xef\xbb\xbf# ours\r\nhttps://git.example.com/ada/one main\r\n")
    assert [(one.address, one.branch) for one in read_file(place)] == [("https://git.example.com/ada/one", "main")]
    place.write_bytes("https://git.example.com/ada/one\n".encode("utf-16"))
    with pytest.raises(UsageError, match="is no text in UTF-8: save it as such"):
        read_file(place)


def test_a_repository_counts_once() -> None:
    one = Entry("https://git.example.com/ada/one")
    assert distinct([one, Entry(f"{one.address}.git"), one]) == [one]
    with pytest.raises(UsageError, match="two branches, '' and 'other'"):
        distinct([one, Entry(one.address, "other")])
    with pytest.raises(UsageError, match="there is no repository to work on"):
        distinct([])
    slugs = {Entry(f"https://{host}/ada/one").slug for host in ("a.example", "b.example")}
    assert len(slugs) == 2


def test_files_of_the_user_are_found_from_a_clone(tmp_path: Path) -> None:
    own = tmp_path / ".mity" / "workflows" / "nightly.yaml"
    own.parent.mkdir(parents=True)
    for path in (own, tmp_path / "up.yaml", tmp_path / "note.yaml"):
        path.touch()
    assert words_in_clone("run", ["up.yaml", "--param", "a=1"], tmp_path) == [f"{tmp_path}/up.yaml", "--param", "a=1"]
    assert words_in_clone("run", ["nightly"], tmp_path) == [str(own)]
    assert words_in_clone("run", ["bug-fix"], tmp_path) == ["bug-fix"]
    for words in (["--spec", "note.yaml"], ["--spec=note.yaml"]):
        assert str(tmp_path / "note.yaml") in " ".join(words_in_clone("add-feature", words, tmp_path))
    with pytest.raises(UsageError, match="there is no workflow"):
        words_in_clone("run", ["other.yaml"], tmp_path)
    with pytest.raises(UsageError, match="needs a workflow"):
        words_in_clone("run", [], tmp_path)


def test_the_branch_is_the_same_on_every_machine() -> None:
    assert branch_of("heal", []) == "mity/heal"
    assert branch_of("run", ["/home/ada/up.yaml"]) == branch_of("run", ["/home/eve/up.yaml"])
    assert branch_of("run", ["/home/ada/up.yaml"]) != branch_of("run", ["/home/ada/down.yaml"])
    assert branch_of("add-feature", ["let users; rm -rf ~"]).startswith("mity/add-feature-let-users-rm-rf-")


@each(
    "ends, code",
    [
        (("proven", "passed"), 0),
        (("proven", "unproven"), 4),
        (("unproven", "waiting"), 3),
        (("untrusted",), 3),
        (("waiting", "not cloned"), 1),
        (("failed", "interrupted"), 130),
    ],
)
def test_a_fleet_ends_as_its_worst(ends: tuple[str, ...], code: int) -> None:
    assert worst([{"state": state} for state in ends]) == code


def test_an_owner_without_such_a_repository_begins_nothing(tmp_path: Path) -> None:
    request = FleetRequest("heal", orgs=("https://forge.example/ada",), match=("shop",))
    with pytest.raises(UsageError, match="and none that --match names"):
        prepare_fleet(tmp_path, Many({}), request)


def test_a_dry_run_shows_what_would_be_done_and_writes_nothing(mity: Mity) -> None:
    (mity.workspace / "list").write_text("one\ntwo\n")
    done = mity("fleet", "heal", "--repos", "list", "--dry-run", "--json", "--", "--no-heal")
    assert done.code == 0, done.text
    assert done.json["command"] == "mity heal --no-heal"
    assert done.json["repositories"] == [str(mity.workspace / name) for name in ("one", "two")]
    assert [path.name for path in mity.workspace.iterdir()] == ["list"]
