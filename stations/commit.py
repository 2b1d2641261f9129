"""commit: everything in a git commit that git itself can show, with nothing left over."""

from __future__ import annotations

import shutil

from mity.context import WorkflowContext
from mity.result import StationResult
from mity.station import Preview, Station, StationInputs, StationOutputs
from mity.stations.questions import ask
from mity.system.git import Commit as GitCommit
from mity.system.git import GitError, Repository
from mity.workshop import Workshop

_IDENTITY = (
    'git has no identity to commit with: run `git config --global user.name "Your Name"` and '
    "`git config --global user.email you@example.com`"
)


class Commit(Station):
    """Makes the application's repository and its first commit."""

    name = "commit"
    description = "commit the application to git"
    inputs = StationInputs(required=("scaffolded_files",))
    outputs = StationOutputs(keys=("commit_hash",))
    dependencies = ("scaffold",)

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def execute(self, context: WorkflowContext) -> StationResult:
        if shutil.which("git") is None:
            return StationResult.unavailable("git is not on PATH. Get it: apt install git, or brew install git")
        repository = Repository(context.output_path, self._workshop.runner.mark())
        trailer = f"Mity-Run: {context.run_id}"
        if not repository.exists():
            repository.init()
        elif (head := repository.head()) and trailer in head.message and not repository.dirty():
            return self._proof(context, repository, head)
        repository.unlock()
        if repository.identity() is None:
            return ask(f"commit: {_IDENTITY}. How shall mity go on?", [_IDENTITY], "git config --global --list")
        origin = context.get_output("stack") or "a template"
        try:
            repository.commit_all(f"Create {context.app_name} from {origin}\n\n{trailer}")
        except GitError as error:
            return ask(f"{error}. How shall mity go on?", [str(error)], "git commit")
        head = repository.head()
        if head is None:
            return StationResult.failed(f"git said that it committed, and {context.output_path} has no commit")
        return self._proof(context, repository, head)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(("git init", "git add --all", f"git commit --message 'Create {context.app_name} …'"))

    def _proof(self, context: WorkflowContext, repository: Repository, commit: GitCommit) -> StationResult:
        left = repository.dirty()
        if not repository.shows(commit.hash) or left:
            why = f"{len(left)} files are not in it, {left[0]} first" if left else "git cannot show it"
            return ask(f"commit: {commit.hash[:10]} was made but {why}. How shall mity go on?", left[:5])
        context.set_output("commit_hash", commit.hash)
        evidence = {"commit": commit.hash, "subject": commit.subject, "files": commit.files, "clean": True}
        return StationResult.done(f"{commit.hash[:10]} with {commit.files} files", evidence)
