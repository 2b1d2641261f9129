"""mity remove-feature: checked before anything is written."""

from __future__ import annotations

from mity.errors import UsageError
from mity.features.application import Application
from mity.features.prompts import read_features
from mity.features.request import RemoveFeature
from mity.operations.add_feature import baseline, feature_context
from mity.operations.operation import Operation
from mity.system.commit_trailers import RUN_TRAILER
from mity.system.git import Repository


def prepare_removal(application: Application, name: str, branch: str) -> Operation:
    """The run that removes the feature. Raises UsageError; nothing is written."""
    _check_described(application, name)
    application.plan_remove(name)
    context = feature_context(application, RemoveFeature(name), branch)
    context.with_metadata("commit_message", f"Remove the feature {name}")
    return Operation("remove-feature", context, baseline(application, context))


def _check_described(application: Application, name: str) -> None:
    """Raises UsageError for a feature that a coding agent made: which lines to remove is not known."""
    made = next((one for one in read_features(application.root).values() if name in (one.slug, one.title)), None)
    if made is None:
        return
    repository = Repository(application.root)
    commit = repository.with_text(f"{RUN_TRAILER}: {made.run_id}") if repository.exists() else ""
    how = f"`git revert {commit[:12]}`" if commit else f"reverting the commit of the run {made.run_id}"
    raise UsageError(
        f"'{made.slug}' was made by the coding agent {made.agent}, so mity does not know which lines to take away: "
        f"take it back by {how}"
    )
