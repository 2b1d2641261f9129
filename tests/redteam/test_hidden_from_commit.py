"""Ways to keep a file of the application out of its commit: the commit station compares bytes, not git's index."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bench_station import StationBench
from harness import git
from mity.projects.app_record import write_owned
from mity.runs.state import Status
from mity.system.git_tree import CommittedTree
from mity.system.gitpython import git as gitpython
from mity.system.trees import tree_digests
from rows import in_turns

MAIN = "src/main.py"
Way = Callable[[StationBench], object]


def ignored(name: str, text: str) -> Way:
    return lambda bench: [bench.write(name, text), git(bench.root, "init", "-q")]


def configured(*words: str) -> Way:
    def way(bench: StationBench) -> None:
        git(bench.root, "init", "-q")
        git(bench.root, "config", *words)

    return way


def hooked(name: str, commands: str) -> Way:
    def way(bench: StationBench) -> None:
        git(bench.root, "init", "-q")
        bench.write(f".git/hooks/{name}", f"#!/bin/sh\n{commands}\n").chmod(0o755)

    return way


def index_flag(flag: str) -> Way:
    def way(bench: StationBench) -> None:
        git(bench.root, "init", "-q")
        git(bench.root, "add", "-A")
        git(bench.root, "update-index", flag, MAIN)
        bench.write(MAIN, "print('the one that was tested')\n")

    return way


def nested(folder: str, *, module: bool = False) -> Way:
    def way(bench: StationBench) -> None:
        git(bench.root, "init", "-q")
        inner = bench.root / folder
        for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "inner")):
            git(inner, *words)
        if module:
            bench.write(".gitmodules", f'[submodule "x"]\n\tpath = {folder}\n')  # no address: nobody can fetch it

    return way


def filtered(bench: StationBench) -> None:
    configured("filter.x.clean", "echo other")(bench)
    bench.write(".gitattributes", "*.py filter=x\n")


def replaced(bench: StationBench) -> None:
    """The commit's blob is empty, git shows another one in its place, and looks away from the file."""
    unseen = f"git update-index --assume-unchanged {MAIN}"
    replace = "git replace -f $(git rev-parse HEAD:src/main.py) $(git hash-object -w src/main.py.kept)"
    hooked("pre-commit", f"cp {MAIN} {MAIN}.kept; : > {MAIN}; git add {MAIN}; mv {MAIN}.kept {MAIN}; {unseen}")(bench)
    bench.write(".git/hooks/post-commit", f"#!/bin/sh\ncp {MAIN} {MAIN}.kept; {replace}; rm {MAIN}.kept\n").chmod(0o755)


WAYS: dict[str, Way] = {
    "all ignored": ignored(".gitignore", "*\n!.gitignore\n"),
    "ignored by name": ignored(".gitignore", "main.py\n"),
    "ignored folder": ignored(".gitignore", "/src/\n"),
    "ignored below": ignored("src/.gitignore", "*\n"),
    "ignored by a file that ignores itself": ignored("src/.gitignore", "*\n.gitignore\n"),
    "exclude of the repository": lambda b: (git(b.root, "init", "-q"), b.write(".git/info/exclude", "src\n")),
    "excludes file": lambda b: (b.write("rules", "main.py\n"), configured("core.excludesFile", "rules")(b)),
    "assume unchanged": index_flag("--assume-unchanged"),
    "skip worktree": index_flag("--skip-worktree"),
    "repository in the folder": nested("src"),
    "submodule without an address": nested("src", module=True),
    "clean filter": filtered,
    "hook that takes it out": hooked("pre-commit", f"git rm -q --cached {MAIN}; echo {MAIN} >> .git/info/exclude"),
    "hook that empties it": hooked("pre-commit", f"cp {MAIN} .git/k; : > {MAIN}; git add {MAIN}; cp .git/k {MAIN}"),
    "hook that amends": hooked(
        "post-commit",
        f"[ -e .git/once ] && exit; touch .git/once; git rm -q --cached {MAIN}; echo {MAIN} >> .git/info/exclude\n"
        "git commit -q --amend --no-edit",
    ),
    "hook that adds another file in its place": hooked(
        "pre-commit",
        "other=$(echo '# other' | git hash-object -w --stdin)\n"
        f"git update-index --add --cacheinfo 100644 $other {MAIN}; git update-index --assume-unchanged {MAIN}",
    ),
    "hook that makes it executable": hooked(
        "pre-commit", f"git update-index --chmod=+x {MAIN}; git update-index --assume-unchanged {MAIN}"
    ),
    "modes that git does not look at": lambda b: (
        configured("core.fileMode", "false")(b),
        (b.root / MAIN).chmod(0o755),
    ),
    "replaced object": replaced,
}  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StationBench:
    """An application whose files mity made, before its first commit."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = Test\n\temail = test@example.com\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = StationBench(tmp_path / "work")
    made.write(MAIN, "print('hello')\n")
    made.write("README.md", "An application\n")
    own(made)
    return made


def own(bench: StationBench) -> None:
    """Records the files as made by mity."""
    (bench.root / ".mity").mkdir(exist_ok=True)
    digests = {
        path: digest for path, digest in tree_digests(bench.root).items() if not path.startswith((".git/", ".mity/"))
    }
    write_owned(bench.root, digests, "a template")


@pytest.mark.parametrize("way", in_turns(WAYS, 6))
def test_a_file_that_the_commit_does_not_hold_is_named(bench: StationBench, way: str) -> None:
    WAYS[way](bench)
    ended = bench.run("commit")
    assert (ended.status, ended.evidence) == (Status.NEEDS_INPUT, {}), ended.message
    assert "src" in ended.message or way == "all ignored"


def test_a_file_that_the_commit_alone_makes_executable_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    for words in (
        ("init", "-q"),
        ("add", "run.sh"),
        ("update-index", "--chmod=+x", "run.sh"),
        ("commit", "-qm", "one"),
    ):
        git(tmp_path, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *words)
    with gitpython.Repo(tmp_path) as repo:
        assert CommittedTree(repo).unlike(["run.sh"]) == {"run.sh": "is executable in the commit"}


def test_the_rule_that_hides_a_file_is_named(bench: StationBench) -> None:
    WAYS["ignored by name"](bench)
    said = bench.run("commit").message
    assert "src/main.py is missing because git ignores it (line 1 of .gitignore, `main.py`)" in said


HONEST: dict[str, Way] = {
    "plain": lambda bench: None,
    "unicode and spaces": lambda bench: (bench.write("a ü/ö 'x\".txt", "x"), own(bench)),
    "windows line ends": lambda bench: (
        bench.write(".gitattributes", "*.bat text eol=crlf\n"),
        bench.write("run.bat", "echo off\r\necho on\r\n"),
        own(bench),
    ),
    "line ends by configuration": lambda bench: (
        configured("core.autocrlf", "input")(bench), bench.write(MAIN, "print()\r\n"), own(bench)
    ),
    "executable": lambda bench: (bench.write("run.sh", "#!/bin/sh\n").chmod(0o755), own(bench)),
    "link": lambda bench: ((bench.root / "latest").symlink_to("src"), own(bench)),
    "ignored results": lambda bench: (bench.write(".gitignore", "/dist/\n*.pyc\n"), bench.write("dist/a", "x")),
    "settings of one person": lambda bench: (
        bench.write(".gitignore", ".env\n.vscode/\n"), bench.write(".env", "TOKEN=1"),
        bench.write(".vscode/s.json", "{}"), own(bench),
    ),
    "folder kept by an empty file": lambda bench: (
        bench.write(".gitignore", "/logs/\n"), bench.write("logs/.gitkeep", ""), own(bench)
    ),
    "file that the build removed": lambda bench: (
        bench.write("once.txt", "x"), own(bench), (bench.root / "once.txt").unlink()
    ),
    "formatting hook that is done": hooked("pre-commit", "exit 0"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", in_turns(HONEST, 4))
def test_honest_applications_are_committed(bench: StationBench, way: str) -> None:
    HONEST[way](bench)
    ended = bench.run("commit")
    assert ended.status is Status.DONE, ended.message
    assert (ended.evidence.get("ignored") is not None) is (way == "settings of one person")


def test_an_application_with_a_real_submodule_is_committed(bench: StationBench, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    git(library, "init", "-q")
    (library / "lib.py").write_text("x = 1\n")
    for words in (("add", "-A"), ("commit", "-q", "-m", "library")):
        git(library, *words)
    git(bench.root, "init", "-q")
    add = ["git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "vendor/library"]
    subprocess.run(add, cwd=bench.root, check=True, env=os.environ)
    ended = bench.run("commit")
    assert ended.status is Status.DONE, ended.message


@pytest.mark.slow
@pytest.mark.parametrize("kept", [True, False], ids=["kept", "lost"])
def test_what_git_lfs_keeps_is_the_same(bench: StationBench, kept: bool) -> None:
    data = b"\x89PNG of many bytes"
    (bench.root / "logo.png").write_bytes(data)
    own(bench)
    script = bench.root.parent / "lfs"
    script.write_text(
        "import hashlib, pathlib, sys\ndata = sys.stdin.buffer.read()\noid = hashlib.sha256(data).hexdigest()\n"
        "place = pathlib.Path('.git/lfs/objects') / oid[:2] / oid[2:4]\nplace.mkdir(parents=True, exist_ok=True)\n"
        f"if {kept}: (place / oid).write_bytes(data)\n"
        "print(f'version https://git-lfs.github.com/spec/v1\\noid sha256:{oid}\\nsize {len(data)}')\n"
    )
    configured("filter.lfs.clean", f"python3 {script}")(bench)
    bench.write(".gitattributes", "*.png filter=lfs\n")
    ended = bench.run("commit")
    assert ended.status is (Status.DONE if kept else Status.NEEDS_INPUT), ended.message
    assert kept or "logo.png has other content in the commit" in ended.message
