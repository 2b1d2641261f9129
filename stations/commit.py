"""commit: everything in a git commit that git itself can show, with nothing left over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from mity.changes.proof_tree import proof_tree
from mity.engine.scope import RunScope
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.engine.vouching import vouched
from mity.projects.parts import owned_of_all
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stations.questions import OPTIONS, ask
from mity.system.commit_trailers import PROOF_TRAILER, RUN_TRAILER, TESTS_TRAILER
from mity.system.git import NO_IDENTITY, Repository
from mity.system.git import Commit as GitCommit
from mity.system.git_calls import GitError

_PERSONAL = re.compile(r"(?:^|/)(?:\.env(?:rc|\.(?!example|sample|template|dist)[a-z]+)?$|\.(?:envs|vscode|idea)/)")
"""What a template may make and keep out of commits: settings and secrets of one person."""


class Commit(Station):
    """Commits the application, in a repository that it makes when there is none.

    `commit_message` says what for; with `branch` a new branch begins with this commit. The commit holds what was
    proven of it.
    """

    name = "commit"
    description = "commit the application to git"
    locks_application = True
    proves = "after"
    options = OPTIONS
    inputs = StationInputs(optional=("commit_message", "branch"))
    outputs = StationOutputs(keys=("commit_hash",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        if shutil.which("git") is None:
            return StationResult.unavailable("git is not on PATH. Get it: apt install git, or brew install git")
        repository = Repository(context.output_path, self._services.runner.mark())
        if not repository.exists():
            repository.init()
        elif repository.landed(context.run_id) and (head := repository.head()) and not repository.dirty():
            return self._proof(context, repository, head)
        repository.unlock()
        if repository.identity() is None:
            return ask(f"commit: {NO_IDENTITY}. How should mity continue?", [NO_IDENTITY], "git config --global --list")
        try:
            if branch := context.get_input("branch"):
                repository.switch_to_new(branch)
            run = self._services.scope.run
            said = run.redactor.text(_message(context))  # others may have written it
            repository.commit_all(f"{said}\n\n{RUN_TRAILER}: {context.run_id}{_proof_trailers(context, run)}")
        except GitError as error:
            return ask(f"{error}. How should mity continue?", [str(error)], "git commit")
        head = repository.head()
        if head is None:
            return StationResult.failed(f"git said that it committed, and {context.output_path} has no commit")
        return self._proof(context, repository, head)

    def preview(self, context: WorkflowContext) -> Preview:
        first = () if Repository(context.output_path).exists() else ("git init",)
        branch = context.get_input("branch")
        switch = (f"git switch --create {branch}",) if branch else ()
        subject = _message(context).partition("\n")[0]
        return Preview((*first, *switch, "git add --all", f"git commit --message '{subject}'"))

    def _proof(self, context: WorkflowContext, repository: Repository, commit: GitCommit) -> StationResult:
        left = repository.dirty()
        if not repository.shows(commit.hash) or left:
            why = f"{len(left)} files are not in it, {left[0]} first" if left else "git cannot show it"
            return ask(f"commit: {commit.hash[:10]} was made but {why}. How should mity continue?", left[:5])
        hidden, personal = self._hidden(context, repository)
        if hidden:
            return ask(f"commit: {commit.hash[:10]} was made but {hidden[0]}. How should mity continue?", hidden[:5])
        context.set_output("commit_hash", commit.hash)
        evidence = {"commit": commit.hash, "subject": commit.subject, "files": commit.files, "clean": True}
        left_out = f"; git ignores {', '.join(personal[:3])}" if personal else ""
        evidence |= {"ignored": personal} if personal else {}
        return StationResult.done(f"{commit.hash[:10]} with {commit.files} files{left_out}", evidence)

    def _hidden(self, context: WorkflowContext, repository: Repository) -> tuple[list[str], list[str]]:
        """What of the application the commit does not hold, a clause each; and the personal files that git ignores."""
        folder = self._services.stack(context)
        tested = set(proof_tree(context.output_path, folder.stack.ignore if folder else ()))
        generated = owned_of_all(context.output_path, self._services.parts(context))
        owned = {path for path in generated if _content(context.output_path / path)}
        found = repository.uncommitted(sorted(tested | owned))
        personal = [path for path in found if path not in tested and _PERSONAL.search(path)]
        return [f"{path} {why}" for path, why in found.items() if path not in personal], personal


def _content(path: Path) -> bool:
    """Whether there is a file with something in it: an empty one only keeps its folder."""
    return path.is_symlink() or (path.is_file() and path.stat().st_size > 0)


def _message(context: WorkflowContext) -> str:
    origin = context.get_output("stack") or context.stack or "a template"
    return str(context.get_input("commit_message") or f"Create {context.app_name} from {origin}")


def _proof_trailers(context: WorkflowContext, run: RunScope) -> str:
    """What a later run may rely on: the stations that showed evidence, and how many tests there were."""
    claims = (("build", "artefacts"), ("test", "tests"))
    shown = [name for name, key in claims if context.get_output(key) is not None and vouched(run.log, key, name)]
    tests = context.get_output("tests") if "test" in shown else None
    count = f"\n{TESTS_TRAILER}: {int(tests['tests'])}" if isinstance(tests, dict) else ""
    return (f"\n{PROOF_TRAILER}: {' '.join(shown)}" if shown else "") + count
