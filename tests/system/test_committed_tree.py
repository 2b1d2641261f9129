"""A commit is compared with the bytes on disk, file by file, whatever git's index makes of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness import git
from mity.system.git_range import History
from mity.system.git_tree import MISSING, CommittedTree
from mity.system.gitpython import git as gitpython

AS = ("-c", "user.name=T", "-c", "user.email=t@example.com")
LARGE = b"what Git LFS keeps elsewhere\n"
DIGEST = hashlib.sha256(LARGE).hexdigest()
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{DIGEST}\nsize 29\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one commit: files of each kind, an executable, a link, and a repository inside it."""
    folder = tmp_path / "app"
    (folder / "inner").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "core.autocrlf", "false")
    for name, text in {"a.txt": "one\n", "run.sh": "#!/bin/sh\n", "big.bin": POINTER, "text.md": "1\r\n2\r\n"}.items():
        (folder / name).write_text(text, newline="")
    (folder / "run.sh").chmod(0o755)
    (folder / "link").symlink_to("a.txt")
    git(folder / "inner", "init", "-q", "-b", "main")
    (folder / "inner/b.txt").write_text("b\n")
    git(folder / "inner", "add", "-A")
    git(folder / "inner", *AS, "commit", "-q", "-m", "inner")
    git(folder, "add", "-A")
    git(folder, *AS, "commit", "-q", "-m", "one")
    return folder


def test_what_of_the_files_a_commit_does_not_hold_is_named_with_the_reason(root: Path) -> None:
    repo = gitpython.Repo(root)
    tree = CommittedTree(repo)
    names = ["a.txt", "run.sh", "link", "big.bin", "text.md"]
    assert tree.unlike(names) == {}
    (root / "new.txt").write_text("new\n")
    inside = "lies in the repository inner, of which the commit has a link only"
    assert tree.unlike(["new.txt", "inner/b.txt"]) == {"new.txt": MISSING, "inner/b.txt": inside}
    assert tree.submodules() == set()

    git(root, "update-index", "--assume-unchanged", "a.txt")
    (root / "a.txt").write_text("two\n")
    (root / "run.sh").chmod(0o644)
    (root / "text.md").write_text("1\n2\n")
    assert tree.unlike(names) == {
        "a.txt": "has other content in the commit",
        "run.sh": "is executable in the commit",
    }
    (root / "a.txt").write_text("one\n")
    (root / "a.txt").chmod(0o755)
    (root / "run.sh").chmod(0o755)
    (root / "big.bin").write_bytes(LARGE)
    assert tree.unlike(["big.bin"]) == {"big.bin": "has other content in the commit"}, "it is kept nowhere"
    kept = root / f".git/lfs/objects/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(LARGE)
    (root / "text.md").write_text("1\n3\n")
    (root / "link").unlink()
    (root / "link").symlink_to("b.txt")
    other = "has other content in the commit"
    assert tree.unlike(names) == {"a.txt": "is not executable in the commit", "link": other, "text.md": other}
    (root / "big.bin").write_bytes(LARGE + b"more\n")
    (root / "link").unlink()
    (root / "link").write_text("a.txt")
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to("run.sh")
    kind = "is of another kind in the commit"
    assert tree.unlike(["a.txt", "link", "big.bin"]) == {"a.txt": kind, "link": kind, "big.bin": other}
    git(root, "config", "core.fileMode", "false")
    (root / "run.sh").chmod(0o644)
    assert CommittedTree(gitpython.Repo(root)).unlike(["run.sh"]) == {"run.sh": "is executable in the commit"}
    (root / ".git/config").chmod(0o755)
    assert CommittedTree(gitpython.Repo(root)).unlike(["run.sh"]) == {}, "the file system keeps no modes"


def test_a_repository_inside_counts_where_its_address_is_known(root: Path) -> None:
    for address, found in (("", set()), ("\turl = https://a.example/b\n", {"inner"})):
        (root / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = inner\n{address}')
        git(root, "add", "-A")
        git(root, *AS, "commit", "-q", "-m", "modules")
        assert CommittedTree(gitpython.Repo(root)).submodules() == found
    (root / ".gitignore").write_text("*.log\n")
    rule = CommittedTree(gitpython.Repo(root)).ignored_by("x.log")
    assert rule == "line 1 of .gitignore, `*.log`" and CommittedTree(gitpython.Repo(root)).ignored_by("x.txt") == ""


def test_the_tag_before_a_commit_is_that_of_its_history(root: Path) -> None:
    history = History(root)
    git(root, "tag", "v1")
    assert (history.is_tag("v1"), history.tag_before("v1")) == (True, ""), "nothing is before the first commit"
    git(root, *AS, "commit", "-q", "--allow-empty", "-m", "two")
    assert (history.tag_before("main"), history.is_tag("main")) == ("v1", False)
    git(root, "tag", "v2")
    assert history.tag_before("v2") == "v1"
    git(root, "tag", "-d", "v1")
    assert history.tag_before("v2") == ""
    assert [one.subject for one in history.between("", "v2")] == ["two", "one"]
