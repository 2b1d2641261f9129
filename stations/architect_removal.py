"""architect-removal: the plan of taking a feature away, file by file."""

from __future__ import annotations

from mity.features.application import Application
from mity.features.plan import Plan
from mity.features.request import read_remove
from mity.runs.context import WorkflowContext
from mity.stations.architect import Architect


class ArchitectRemoval(Architect):
    """Decides which files go, which are regenerated without the feature, and which migration drops its table."""

    name = "architect-removal"
    description = "plan the removal: files, registrations, migrations, tests"

    def plan(self, application: Application, context: WorkflowContext) -> Plan:
        """The plan for what the run was asked. Raises UsageError, DefinitionError."""
        return application.plan_remove(read_remove(context.get_input("feature")).name)
