"""implement-removal: the plan of a removal becomes files."""

from __future__ import annotations

from mity.features.application import Application
from mity.features.model import FeatureSpec
from mity.features.plan import Plan
from mity.features.request import read_remove
from mity.runs.context import WorkflowContext
from mity.stations.implement import Implement


class ImplementRemoval(Implement):
    """Takes the feature's files away and regenerates what is made of all features."""

    name = "implement-removal"
    description = "remove the feature's files and registrations"

    def plan(self, application: Application, context: WorkflowContext) -> Plan:
        """The plan for what the run was asked. Raises UsageError, DefinitionError."""
        return application.plan_remove(read_remove(context.get_input("feature")).name)

    def specs(self, application: Application, context: WorkflowContext) -> tuple[FeatureSpec, ...]:
        """The feature that is removed."""
        return (application.features[read_remove(context.get_input("feature")).name],)

    def recorded(self, specs: tuple[FeatureSpec, ...]) -> tuple[FeatureSpec, ...]:
        """Nothing is recorded of a feature that is gone."""
        return ()
