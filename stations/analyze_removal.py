"""analyze-removal: what the application is now, and whether the feature can be taken away."""

from __future__ import annotations

from mity.features.application import Application
from mity.features.check import check_removal
from mity.features.request import read_remove
from mity.runs.context import WorkflowContext
from mity.stations.analyze import Analyze


class AnalyzeRemoval(Analyze):
    """Reads the application; refuses when other features refer to the one to be removed."""

    name = "analyze-removal"
    description = "read the application: whether the feature can be removed"

    def check(self, application: Application, context: WorkflowContext) -> None:
        """Raises UsageError when the feature cannot be removed."""
        check_removal(read_remove(context.get_input("feature")).name, application.features)
