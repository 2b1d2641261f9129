"""plan-resource: the plan of a feature that an issue describes by its fields."""

from __future__ import annotations

from mity.engine.station import Preview
from mity.runs.context import WorkflowContext
from mity.stations.architect import Architect


class PlanResource(Architect):
    """Does what `architect` does; a dry run knows no repository yet, and so no plan."""

    name = "plan-resource"
    description = "plan the feature that the issue describes"

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))
