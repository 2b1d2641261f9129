"""HEAD and branches put back to where they were, by git itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping

from mity.system.git import Repository
from mity.system.git_refs import HEAD, SYMBOLIC

_NONE = "0" * 40


class Branches(Repository):
    """The branches of a repository whose history goes back."""

    def put_back(self, refs: Mapping[str, tuple[str, str]], now: Mapping[str, str]) -> None:
        """Lets each reference be what it was before, the first of its pair; the index follows, the files stay.

        `now` is what the references are; only those that still are the second of their pair are moved, by a transaction
        that git makes as a whole or not at all. It may be called again after a kill. Raises GitError.
        """
        old, left = refs.get(HEAD, ("", ""))
        if old and now.get(HEAD, "") == left:
            self._set_head(old)
        branches = {name: pair for name, pair in refs.items() if name != HEAD and now.get(name, "") == pair[1]}
        lines = [f"update {name} {new or _NONE} {old or _NONE}\n" for name, (new, old) in branches.items()]
        with self._open() as repo, tempfile.TemporaryFile() as file:
            file.write("".join(lines).encode())
            file.seek(0)
            repo.git.update_ref("--stdin", istream=file)
        with self._open() as repo:
            if repo.head.is_valid():
                repo.git.reset("--mixed", "--quiet")
            else:
                repo.git.read_tree("--empty")

    def _set_head(self, head: str) -> None:
        with self._open() as repo:
            if head.startswith(SYMBOLIC):
                repo.git.symbolic_ref(HEAD, head.removeprefix(SYMBOLIC))
            else:
                repo.git.update_ref("--no-deref", HEAD, head)
