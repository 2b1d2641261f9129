"""implement-by-agent: a feature in words, written by a coding agent and taken in by the policy of its task."""

from __future__ import annotations

from typing import Any

from mity.changes.changeset import ChangeSet
from mity.changes.protected import SOURCES, matches
from mity.coding.task import FeatureTask, Patch
from mity.command import Command, Outcome
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import MityError
from mity.features.agent_task import (
    agent_commit_message,
    budget_json,
    coding_agent_of,
    plan_of_patch,
    task_json,
    task_of,
)
from mity.features.application import Application
from mity.features.ownership import digest
from mity.features.prompts import AgentFeature
from mity.features.request import read_free_text
from mity.features.run_inputs import application_of
from mity.features.writer import PlanWriter, paths_of_tests
from mity.healing.ports import Rejected
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.stacks.resolve import ResolvedCommands
from mity.stations.feature_tests import verify_tests_fail
from mity.stations.format_files import format_files
from mity.system.files import private_folder, write_atomic


class ImplementByAgent(Station):
    """Hands the task to a coding agent and takes in what it may change; its tests must fail without the rest."""

    name = "implement-by-agent"
    description = "let the coding agent write the feature; its tests must fail without it"
    locks_application = True
    inputs = StationInputs(required=("feature", "plan"))
    outputs = StationOutputs(keys=("changed_files", "feature_tests", "commit_message"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        """Asks the agent and writes what it may; what it cost stands in the evidence, however it ends."""
        application = application_of(self._services, context)
        task = task_of(self._services, application, context)
        if task_json(task) != context.get_input("plan"):
            raise MityError("the application changed since the plan was made: nothing was written, start again")
        change = self._services.scope.changes
        if change is None:
            raise MityError("implement-by-agent changes the project, so it must be in a stage with `atomic: true`")
        record: dict[str, Any] = {}
        try:
            delivery = self._delivery(context, task, record)
            if changed := change.changed():
                names = ", ".join(changed[:3])
                raise MityError(f"{names} changed in the project while {record.get('name')} worked on its copy")
            evidence = self._take_in(context, application, task, change, delivery)
        except (MityError, Rejected) as error:
            if isinstance(error, Rejected):
                self._keep(context, error.diff)
            return StationResult.failed(str(error), {"agent": record, "budget": budget_json(task.terms)})
        cost = record.get("cost_usd")
        paid = f", {cost:.2f} USD" if cost is not None else ""
        said = f"{len(evidence['files'])} files by {record['name']}{paid}; {evidence['red']['said']}"
        return StationResult.done(said, {**evidence, "agent": record})

    def preview(self, context: WorkflowContext) -> Preview:
        """How the agent would be called; it is not."""
        application = application_of(self._services, context)
        red = self._red_recipe(context, application, ["<tests>"])
        asked = f"in a copy of {application.root.name}: {coding_agent_of(self._services).line}"
        return Preview((asked, *(command.line for command in red.commands)))

    def _delivery(self, context: WorkflowContext, task: FeatureTask, record: dict[str, Any]) -> Patch:
        def run(command: Command) -> Outcome:
            return self._services.run_all([command]).outcomes[-1]

        delivery = coding_agent_of(self._services).develop(task, run, record)
        self._keep(context, delivery.diff)
        return delivery

    def _take_in(
        self,
        context: WorkflowContext,
        application: Application,
        task: FeatureTask,
        change: ChangeSet,
        delivery: Patch,
    ) -> dict[str, Any]:
        """Writes tests, tries them, writes the rest, formats, records. Raises MityError."""
        asked = read_free_text(context.get_input("feature"))
        plan = plan_of_patch(application, task, asked.name, delivery)
        writer = PlanWriter(application, plan, change)
        writer.declare()
        writer.write(role_is_test=True)
        red = self._red(context, application, [path for path in paths_of_tests(plan) if matches(path, SOURCES)])
        writer.write(role_is_test=False)
        files = [action.path for action in plan.changes if action.role != "record"]
        recipe = self._recipe(context, application, "feature-format", [], self._formattable(context, writer))
        lines = format_files(self._services, recipe)
        name = coding_agent_of(self._services).name
        digests = {path: digest(application.read(path) or b"") for path in files}
        made = AgentFeature(asked.name, asked.title, name, context.run_id, application.template, digests)
        writer.write_file(made.path, made.dump())
        context.set_output("changed_files", [*files, made.path])
        context.set_output("commit_message", agent_commit_message(asked.title, name))
        shown = [f"{action.kind} {action.path}" for action in plan.changes if action.path != made.path]
        return {"files": shown, "red": red, "formatted": lines}

    def _red(self, context: WorkflowContext, application: Application, tests: list[str]) -> dict[str, Any]:
        """Raises MityError unless the new tests fail without the rest."""
        context.set_output("feature_tests", [{"tests": "\0".join(tests), "files": ""}])
        red = verify_tests_fail(self._services, self._red_recipe(context, application, tests))
        if "exit_code" not in red:
            raise MityError(f"the new tests prove nothing: {red['said']}")
        if red["exit_code"] == 0:
            raise MityError("the new tests pass without the rest of the change: they prove nothing, so it is not added")
        return red

    def _red_recipe(self, context: WorkflowContext, application: Application, tests: list[str]) -> ResolvedCommands:
        """The stack's command for new tests; all tests when it only knows those of a resource."""
        recipe = self._recipe(context, application, "feature-red", tests, [])
        return recipe if tests and not recipe.missing else self._recipe(context, application, "test", tests, [])

    def _recipe(
        self, context: WorkflowContext, application: Application, verb: str, tests: list[str], files: list[str]
    ) -> ResolvedCommands:
        values = {"tests": "\0".join(tests), "files": "\0".join(files)}
        return self._services.commands(context, application.folder.stack, verb, values)

    def _formattable(self, context: WorkflowContext, writer: PlanWriter) -> list[str]:
        """New files, and changed ones where the application's linter passed before."""
        tidy = (context.get_input("held", {}) or {}).get("lint") is not False
        kinds = ("create", "update") if tidy else ("create",)
        return [one.path for one in writer.plan.changes if one.kind in kinds and one.role != "record"]

    def _keep(self, context: WorkflowContext, diff: str) -> None:
        """Keeps what was paid for beside the log, also when it cannot be taken in."""
        if diff:
            path = self._services.scope.transcript.with_name("delivery.patch")
            private_folder(path.parent)
            write_atomic(path, diff.encode("utf-8", "backslashreplace"), durable=False, private=True)
