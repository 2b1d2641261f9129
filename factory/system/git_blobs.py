"""The contents of a commit by their ids, without reading any of them."""

from __future__ import annotations

from pathlib import Path

from mity.system.git_calls import GitError
from mity.system.gitpython import NONSENSE, git, gitdb


def blobs_of(project: Path, commit: str) -> dict[str, str]:
    """Each path below `project` with the id of its content in `commit`. Raises GitError."""
    try:
        with git.Repo(project, search_parent_directories=True) as repo:
            found = repo.git.rev_parse("--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
            top = Path(str(repo.working_tree_dir)).resolve()
            inside = project.resolve().relative_to(top).as_posix()
            listed = repo.git.ls_tree("-r", "-z", "--full-tree", str(found))
    except git.GitCommandNotFound as error:
        raise GitError("git is not on PATH: install git and try again") from error
    except (git.GitError, gitdb.exc.ODBError, OSError, *NONSENSE) as error:
        raise GitError(
            f"git knows no commit '{commit}' in {project}: name one that is there (a shallow clone has few)"
        ) from error
    rows = [row.partition("\t") for row in str(listed).split("\0") if row]
    prefix = "" if inside == "." else f"{inside}/"
    return {path.removeprefix(prefix): about.split()[2] for about, _, path in rows if path.startswith(prefix)}
