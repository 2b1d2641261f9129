"""Git's index, where it holds what was taken back from the files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress

from mity.system.git import Repository
from mity.system.git_calls import GitError
from mity.system.gitpython import git

_NONE = "0" * 40


class Index(Repository):
    """The index of a repository whose files went back."""

    def unstage(self, taken_back: Mapping[str, str]) -> list[str]:
        """Lets the entries of paths be what the last commit has; the paths. The files stay as they are.

        `taken_back` has the id of the content that a path had before it went back, empty where there was no file. An
        entry of other content was staged by somebody else, and stays. Nothing happens where git cannot be asked.
        """
        with suppress(GitError, git.GitError):
            if taken_back and self.exists():
                return self._unstaged(taken_back)
        return []

    def _unstaged(self, taken_back: Mapping[str, str]) -> list[str]:
        with self._open() as repo:
            paths = sorted(taken_back)
            staged = _entries(_lines(repo, paths, "ls-files", "--stage", "-z"))
            ours = [path for path in paths if staged.get(path, ("", ""))[1] == taken_back[path]]
            if not ours:
                return []
            there = repo.head.is_valid()
            committed = _entries(_lines(repo, ours, "ls-tree", "-r", "-z", "HEAD")) if there else {}
            wrong = [path for path in ours if staged.get(path) != committed.get(path)]
            lines = [f"{' '.join(committed.get(path, ('0', _NONE)))}\t{path}\0" for path in wrong]
            with tempfile.TemporaryFile() as file:
                file.write("".join(lines).encode(errors="surrogateescape"))
                file.seek(0)
                repo.git.update_index("-z", "--index-info", istream=file)
            return wrong


def _lines(repo: git.Repo, paths: Iterable[str], *words: str) -> list[str]:
    """What a command of git lists of these paths, a few hundred of them at a time: a command line has a limit."""
    paths, found = list(paths), []
    for start in range(0, len(paths), 500):
        argv = ["git", "--literal-pathspecs", *words, "--", *paths[start : start + 500]]
        found += str(repo.git.execute(argv, strip_newline_in_stdout=False)).split("\0")
    return found


def _entries(lines: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Mode and id of the content of each path, of `mode [type] id [stage]`, a tab and the path."""
    found = {}
    for line in lines:
        head, _, path = line.partition("\t")
        words = [word for word in head.split() if word not in ("blob", "commit")]
        if path:
            found[path] = (words[0], words[1])
    return found
