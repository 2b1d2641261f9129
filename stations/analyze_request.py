"""analyze-request: what the application is now, and whether a feature described in words is new to it."""

from __future__ import annotations

from mity.features.application import Application
from mity.features.prompts import check_not_added
from mity.features.request import read_free_text
from mity.runs.context import WorkflowContext
from mity.stations.analyze import Analyze


class AnalyzeRequest(Analyze):
    """Reads the application; refuses a request that was implemented before."""

    name = "analyze-request"
    description = "read the application: features, edited files, earlier requests"

    def check(self, application: Application, context: WorkflowContext) -> None:
        """Raises UsageError when the application has that very feature."""
        check_not_added(application.root, read_free_text(context.get_input("feature")).title)
