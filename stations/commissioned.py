"""A wish in words, made by somebody outside mity: handed over, taken in by its terms, its tests tried first."""

from __future__ import annotations

from typing import Any

from mity.command import Command, Outcome
from mity.commission import Commission, Delivery
from mity.commissioning import budget_json, commission_json, commission_of, plan_of_delivery, undertaker_of
from mity.context import WorkflowContext
from mity.errors import MityError
from mity.feature_request import wish_message
from mity.features.ownership import digest
from mity.growth import site_of
from mity.healing.ports import Rejected
from mity.healing.scopes import SOURCES, matches
from mity.result import StationResult
from mity.site import Site
from mity.station import Preview
from mity.stations.formatted import formatted
from mity.stations.red import tried_without
from mity.system.transaction import Transaction
from mity.wishes import Made
from mity.works import Works, red_paths
from mity.workshop import Workshop


class Commissioned:
    """What `station` does for a wish in words."""

    def __init__(self, workshop: Workshop, station: str) -> None:
        self._workshop = workshop
        self._station = station

    def execute(self, context: WorkflowContext) -> StationResult:
        """Asks the agent and writes what it may; what it cost stands in the evidence, however it ends."""
        site = site_of(self._workshop, context)
        commission = commission_of(self._workshop, site, context)
        if commission_json(commission) != context.get_input("plan"):
            raise MityError("the application changed since the plan was made: nothing was written, start again")
        # Begun before the agent is asked: whatever it may write into the project itself is put back as well.
        transaction = Transaction.begin(site.root, site.folder.stack.ignore, context.run_id)
        record: dict[str, Any] = {}
        try:
            delivery = self._delivery(context, commission, record)
            if changed := transaction.changed():
                names = ", ".join(changed[:3])
                raise MityError(f"{names} changed in the project while {record.get('name')} worked on its copy")
            evidence = self._take_in(context, site, commission, transaction, delivery)
        except (MityError, Rejected) as error:
            if isinstance(error, Rejected):
                self._keep(context, error.diff)
            return StationResult.failed(str(error), {"agent": record, "budget": budget_json(commission.terms)})
        cost = record.get("cost_usd")
        paid = f", {cost:.2f} USD" if cost is not None else ""
        said = f"{len(evidence['files'])} files by {record['name']}{paid}; {evidence['red']['said']}"
        return StationResult.done(said, {**evidence, "agent": record})

    def preview(self, context: WorkflowContext) -> Preview:
        """How the agent would be called; it is not."""
        site = site_of(self._workshop, context)
        red = self._red_recipe(context, site, ["<tests>"])
        asked = f"in a copy of {site.root.name}: {undertaker_of(self._workshop).line}"
        return Preview((asked, *(command.line for command in red.commands)))

    def _delivery(self, context: WorkflowContext, commission: Commission, record: dict[str, Any]) -> Delivery:
        def run(command: Command) -> Outcome:
            outcome = self._workshop.run(context, self._station, command)
            if outcome.interrupted:
                raise KeyboardInterrupt
            return outcome

        delivery = undertaker_of(self._workshop).undertake(commission, run, record)
        self._keep(context, delivery.diff)
        return delivery

    def _take_in(
        self,
        context: WorkflowContext,
        site: Site,
        commission: Commission,
        transaction: Transaction,
        delivery: Delivery,
    ) -> dict[str, Any]:
        """Writes tests, tries them, writes the rest, formats, records. Raises MityError."""
        asked = context.get_input("feature")
        plan = plan_of_delivery(site, commission, asked["name"], delivery)
        works = Works(site, plan, transaction)
        works.announce()
        works.write(role_is_test=True)
        red = self._red(context, site, [path for path in red_paths(plan) if matches(path, SOURCES)])
        works.write(role_is_test=False)
        files = [action.path for action in plan.changes if action.role != "record"]
        recipe = self._recipe(context, site, "feature-format", [], self._formattable(context, works))
        lines = formatted(self._workshop, context, self._station, recipe)
        name = undertaker_of(self._workshop).name
        digests = {path: digest(site.read(path) or b"") for path in files}
        made = Made(asked["name"], asked["title"], name, context.run_id, site.template, digests)
        works.put(made.path, made.dump())
        context.set_output("changed_files", [*files, made.path])
        context.set_output("commit_message", wish_message(asked["title"], name))
        shown = [f"{action.kind} {action.path}" for action in plan.changes if action.path != made.path]
        return {"files": shown, "red": red, "formatted": lines}

    def _red(self, context: WorkflowContext, site: Site, tests: list[str]) -> dict[str, Any]:
        """Raises MityError unless the new tests fail without the rest."""
        red = tried_without(self._workshop, context, self._station, self._red_recipe(context, site, tests))
        if "exit_code" not in red:
            raise MityError(f"the new tests prove nothing: {red['said']}")
        if red["exit_code"] == 0:
            raise MityError("the new tests pass without the rest of the change: they prove nothing, so it is not added")
        return red

    def _red_recipe(self, context: WorkflowContext, site: Site, tests: list[str]) -> Any:
        """The stack's command for new tests; all tests when it only knows those of a resource."""
        recipe = self._recipe(context, site, "feature-red", tests, [])
        return recipe if tests and not recipe.missing else self._recipe(context, site, "test", tests, [])

    def _recipe(self, context: WorkflowContext, site: Site, verb: str, tests: list[str], files: list[str]) -> Any:
        values = {"tests": "\0".join(tests), "files": "\0".join(files)}
        return self._workshop.recipe(context, site.folder.stack, verb, values)

    def _formattable(self, context: WorkflowContext, works: Works) -> list[str]:
        """New files, and changed ones where the application's linter was content before."""
        tidy = (context.get_input("held", {}) or {}).get("lint") is not False
        kinds = ("create", "update") if tidy else ("create",)
        return [one.path for one in works.plan.changes if one.kind in kinds and one.role != "record"]

    def _keep(self, context: WorkflowContext, diff: str) -> None:
        """Keeps what was paid for beside the log, also when it cannot be taken in."""
        if diff:
            path = self._workshop.transcript(context, self._station).with_name("delivery.patch")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(diff, encoding="utf-8")
