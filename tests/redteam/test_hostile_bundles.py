"""What a hostile worker, or another role of the database, hands over as the files of a run: nothing of it leads out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from held_contents import Contents

from mity.engines.address import EngineError
from mity.engines.blobs import digest_of
from mity.engines.bringing_back import bring_back
from mity.engines.manifest import Item, Manifest, manifest_of
from mity.engines.plain_config import plain_config
from mity.engines.writing import write_files, write_foreign
from mity.errors import MityError
from rows import each

RUN = "20260101-000000-flow-abcd"
EVIL = b"evil\n"


def file(contents: Contents, data: bytes = EVIL, kind: str = "file") -> Item:
    return Item(kind, contents.keep(data))


def repository(root: Path) -> None:
    """An empty repository, without the programs of git's own templates."""
    for folder in ("objects/info", "refs/heads", "info", "hooks"):
        (root / ".git" / folder).mkdir(parents=True)
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (root / ".git/config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")


def project(tmp_path: Path) -> Path:
    """A repository with what is its user's own and goes with no run."""
    root = tmp_path / "project"
    repository(root)
    (root / ".gitignore").write_text("node_modules/\n.venv/\n")
    for path in (".env", "key.pem", "node_modules/a/index.js", ".venv/bin/python", "app.py", ".mity/config.toml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("mine\n")
    (root / ".mity/logs").mkdir()
    (root / ".mity/logs/20250101-000000-other-0000.json").write_text("mine\n")
    repository(root / "inner")
    return root


def seen(root: Path) -> dict[str, bytes | str]:
    """Everything below a folder."""
    found: dict[str, bytes | str] = {}
    for folder, folders, names in os.walk(root):
        for name in (*names, *(one for one in folders if (Path(folder) / one).is_symlink())):
            path = Path(folder) / name
            key = path.relative_to(root).as_posix()
            found[key] = f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes()
    return found


UNTOUCHED = (
    *(".env", "key.pem", "node_modules/a/index.js", ".venv/bin/python", ".git/config", ".git/hooks/pre-commit"),
    *(".git/commondir", ".git/config.worktree", ".git/info/attributes", ".git/objects/info/alternates"),
    *(".git/worktrees/x/gitdir", ".git/modules/x/config", ".GIT/config", ".git/Hooks/pre-commit", "inner/.git/config"),
    *("inner/.git/hooks/post-checkout", "inner/.git/commondir", "new/.git", "new/.git/config", "new/.Git/config"),
    *(".mity/trust/x.json", ".mity/locks/x", ".mity/logs/20250101-000000-other-0000.json", ".mity/logs/new.json"),
    *(".mity/watch/state.json", ".npmrc", "sub/.netrc", "__pycache__/app.cpython-311.pyc", ".mypy_cache/x"),
    *(".mity/logs/20250101-000000-other-0000/transcript.txt", ".git/index.lock", "id_rsa", ".mity/heal.git/config"),
    *(".g\u200cit/config", "GIT~1/config", ".git./config", ".mi\u200cty/workflows/x.yaml", ".mity./workflows/x.yaml"),
    *(".git/gitdir", ".git/info/sparse-checkout", ".git/rebase-merge/git-rebase-todo", ".git/refs/../config"),
)
"""Paths that belong to no run: secrets, what git ignores or starts, locks, consents, caches, logs of other runs."""


@each("path", UNTOUCHED)
def test_what_goes_with_no_run_is_never_brought(tmp_path: Path, path: str) -> None:
    root = project(tmp_path)
    contents = Contents()
    before = seen(root)
    result = {path: file(contents), "app.py": file(contents, b"new\n")}
    stayed = bring_back(root, {"app.py": file(contents, b"mine\n")}, result, contents, RUN)
    after = seen(root)
    assert after.pop("app.py") == b"new\n", "the rest is brought"
    assert after == {name: one for name, one in before.items() if name != "app.py"}
    assert path in stayed


@pytest.mark.slow
@each("path", [one for one in UNTOUCHED if not one.startswith((".git/index.lock", "new"))])
def test_what_goes_with_no_run_is_never_removed(tmp_path: Path, path: str) -> None:
    root = project(tmp_path)
    contents = Contents()
    before = seen(root)
    bring_back(root, {path: file(contents, b"mine\n")}, {}, contents, RUN)
    assert seen(root) == before


@pytest.mark.slow
@each("path", [".git/hooks", ".git/refs", "sub/.git", ".git/objects/aa", ".mity/logs", ".mity", ".git", "inner/.git"])
@each("target", ["../evil", "/etc", "."])
def test_a_link_stands_for_nothing_of_git_or_mity(tmp_path: Path, path: str, target: str) -> None:
    root = project(tmp_path)
    contents = Contents()
    (root / ".git" / "hooks").rmdir()
    before = seen(root)
    bring_back(root, {}, {path: Item("link", target)}, contents, RUN)
    assert seen(root) == before


@each("target", [".git/hooks", ".git", ".mity", "node_modules/a", "../outside", ".venv/bin"])
def test_no_file_is_written_through_a_link(tmp_path: Path, target: str) -> None:
    root = project(tmp_path)
    contents = Contents()
    (root.parent / "outside").mkdir()
    bring_back(root, {}, {"way": Item("link", target)}, contents, RUN)
    before = seen(root.parent)
    link = {"way": Item("link", target)}
    bring_back(root, link, {**link, "way/pre-commit": file(contents)}, contents, RUN)
    after = seen(root.parent)
    assert {name: after.get(name) for name in before if "way" not in name} == {
        name: one for name, one in before.items() if "way" not in name
    }
    assert not [name for name in after if name.endswith("pre-commit") and name not in before and "/way/" not in name]


ROWS: dict[str, object] = {
    "a path above": [["../x", "file", "a"]],
    "a path from the root": [["/tmp/x", "file", "a"]],
    "a path of drives": [["C:\\x", "file", 7]],
    "no path": [["", "file", "a"]],
    "a number as a path": [[7, "file", "a"]],
    "nothing as a path": [[None, "link", "a"]],
    "two members": [["x", "file"]],
    "four members": [["x", "file", "a", "b"]],
    "a mapping": {"x": ["file", "a"]},
    "a text": "x",
    "a number": 7,
    "nothing": None,
    "an unknown kind": [["x", "device", "a"]],
    "a kind that is a list": [["x", ["link"], "a"]],
    "a target that is a number": [["x", "link", 7]],
    "an empty target": [["x", "link", ""]],
    "a target with a NUL": [["x", "link", "a\0b"]],
    "half a surrogate": [["\ud800", "link", "a"]],
    "a name of a megabyte": [["x" * 2**20, "link", "a"]],
    "a file that is a folder too": [["x", "link", "a"], ["x/y", "link", "a"]],
    "the same path twice": [["x", "link", "a"], ["x", "link", "b"]],
    "a dot": [["./x", "link", "a"]],
    "two slashes": [["x//y", "link", "a"]],
    "a slash at its end": [["x/", "link", "a"]],
    "a line end": [["x\ny", "link", "a\nb"]],
}


def written(root: Path, rows: bytes) -> None:
    contents = Contents()
    write_files(root, manifest_of(contents, contents.keep(rows)), contents)


@each("name", ROWS)
def test_an_odd_list_of_files_is_an_error_in_a_sentence_or_harmless(tmp_path: Path, name: str) -> None:
    (tmp_path / "work").mkdir()
    try:
        written(tmp_path / "work", json.dumps(ROWS[name]).encode())
    except MityError as error:
        assert len(str(error)) < 1_000
    assert [one.name for one in tmp_path.iterdir()] == ["work"]


@each("data", [b"", b"[", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b"[[" + b"9" * 5_000 + b"]]", b"NaN"])
def test_a_list_of_files_that_is_no_json_is_an_error_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(MityError):
        written(tmp_path, data)


def test_contents_that_are_not_those_of_their_digest_are_refused(tmp_path: Path) -> None:
    class Forged(Contents):
        def found(self, names: Sequence[str]) -> dict[str, bytes]:
            return dict.fromkeys(names, EVIL)

    with pytest.raises(EngineError, match="damaged"):
        write_files(tmp_path, {"x": Item("file", digest_of(b"other"))}, Forged())


HONEST: dict[str, Callable[[Contents], Manifest]] = {
    "code": lambda kept: {"src/app.py": file(kept), "run.sh": file(kept, b"#!/bin/sh\n", "program")},
    "a link within": lambda kept: {"docs/app.py": Item("link", "../app.py")},
    "a commit": lambda kept: {
        ".git/HEAD": file(kept, b"ref: refs/heads/main\n"),
        ".git/refs/heads/main": file(kept, b"0" * 40 + b"\n"),
        ".git/logs/HEAD": file(kept, b"x\n"),
        ".git/logs/refs/heads/main": file(kept, b"x\n"),
        ".git/objects/aa/" + "b" * 38: file(kept),
        ".git/objects/pack/pack-" + "a" * 40 + ".pack": file(kept),
        ".git/COMMIT_EDITMSG": file(kept),
        ".git/ORIG_HEAD": file(kept),
        ".git/packed-refs": file(kept, b"# pack-refs with: peeled fully-peeled sorted\n"),
        ".git/index": file(kept),
    },
    "a commit of an inner repository": lambda kept: {"inner/.git/refs/heads/main": file(kept, b"0" * 40 + b"\n")},
    "files of mity": lambda kept: {
        ".mity/app.json": file(kept),
        ".mity/features/todo.yaml": file(kept),
        ".mity/ownership.json": file(kept),
        ".mity/.gitignore": file(kept),
        f".mity/logs/{RUN}/transcripts/a.txt": file(kept),
    },
    "names that only look so": lambda kept: {
        "git/config": file(kept),
        "src/hooks/use.ts": file(kept),
        ".github/workflows/ci.yml": file(kept),
        "sub/.gitignore": file(kept),
        ".gitattributes": file(kept),
        ".env.example": file(kept),
        "trust/a.md": file(kept),
    },
    "git's other states": lambda kept: {
        ".git/refs/tags/v1": file(kept, b"0" * 40 + b"\n"),
        ".git/refs/stash": file(kept, b"0" * 40 + b"\n"),
        ".git/MERGE_HEAD": file(kept, b"0" * 40 + b"\n"),
        ".git/shallow": file(kept, b"0" * 40 + b"\n"),
    },
}


@each("name", HONEST)
def test_what_an_honest_run_changed_is_brought(tmp_path: Path, name: str) -> None:
    root = project(tmp_path)
    contents = Contents()
    result = HONEST[name](contents)
    assert bring_back(root, {}, {**result}, contents, RUN) == []
    after = seen(root)
    for path, item in result.items():
        assert after[path] == (f"-> {item.name}" if item.kind == "link" else contents.data[item.name]), path


STARTS = (
    *("[core]\n\tfsmonitor = evil\n", "[core]\n\tsshCommand = evil\n", "[core]\n\thooksPath = evil\n"),
    *(
        "[core]\n\tpager = evil\n",
        "[core]\n\teditor = evil\n",
        "[core]\n\tworktree = /evil\n",
        "[include]\n\tpath = evil\n",
    ),
    *('[includeIf "gitdir:/"]\n\tpath = evil\n', '[filter "x"]\n\tclean = evil\n', '[diff "x"]\n\ttextconv = evil\n'),
    *("[alias]\n\tstatus = !evil\n", '[remote "o"]\n\tuploadpack = evil\n', '[remote "o"]\n\turl = ext::sh -c evil\n'),
    *('[remote "o"]\n\turl = --upload-pack=evil\n', '[remote "o"]\n\turl = ssh://-oProxyCommand=evil/x\n'),
    *('[url "ext::evil "]\n\tinsteadOf = https://\n', "[credential]\n\thelper = !evil\n", "[gpg]\n\tprogram = evil\n"),
    *("[core] fsmonitor = evil\n", "[core]\n\tbare = false\\\nfsmonitor = evil\n", "[CORE]\n\tFSMONITOR = evil\n"),
    *(
        "[user]\n\tname = a\n[core]\n fsmonitor=evil\n",
        "[extensions]\n\tworktreeConfig = evil\n",
        "[core]fsmonitor=evil\n",
    ),
    *('[core "x"]\n\tfsmonitor = evil\n', "[user]\n\tname = a # \\\n\tevil\n", "[core]\r\tfsmonitor = evil\r"),
    *("[core]\n\tattributesFile = evil\n", "[protocol]\n\tallow = evil\n", "[submodule]\n\trecurse = evil\n"),
)


@each("config", STARTS)
def test_settings_of_a_repository_from_elsewhere_start_nothing(tmp_path: Path, config: str) -> None:
    contents = Contents()
    files = {
        **{path: file(contents, config.encode()) for path in (".git/config", "inner/.git/config")},
        **{path: file(contents) for path in (".git/hooks/pre-commit", ".git/config.worktree", ".git/info/attributes")},
        "app.py": file(contents),
    }
    write_foreign(tmp_path, files, contents, RUN)
    found = seen(tmp_path)
    assert found.pop("app.py") == EVIL
    assert not [path for path, text in found.items() if b"evil" in (text if isinstance(text, bytes) else b"evil")]


def test_a_repository_from_elsewhere_knows_what_it_is_and_where_it_came_from(tmp_path: Path) -> None:
    said = (
        "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
        '[remote "origin"]\n\turl = https://example.org/a/b.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
        '[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n'
        "[user]\n\tname = A. B\n\temail = a@example.org\n[extensions]\n\tobjectformat = sha256\n"
        '[remote "up"]\n\turl = git@example.org:a/b.git\n'
    )
    assert plain_config(said.encode()).decode() == said
