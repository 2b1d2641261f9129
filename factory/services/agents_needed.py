"""Which coding agents a run is sure to ask, so that one that is missing is told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from mity.engine.ports import Unavailable
from mity.services.step_services import BodyServices
from mity.workflow.core import Step
from mity.workflow.model import Workflow
from mity.workflow.parts import Agent


def check_agents(services: BodyServices, workflow: Workflow, called: Mapping[str, Workflow], project: Path) -> None:
    """Raises Unavailable when a step that is sure to be due asks a coding agent that cannot be asked."""
    for step in _sure(workflow, called, ()):
        if step.agent is not None and (why := services.missing(step.agent, project)):
            raise Unavailable(
                f"nothing was run: step '{step.id}' asks a coding agent{_by(step.agent, project)}, and {why}"
            )


def _by(agent: Agent, project: Path) -> str:
    """What is to be said of the file that holds what an agent is asked, in a clause; empty where it is there."""
    absent = agent.prompt_file and not (project / agent.prompt_file).exists()
    return f" by {agent.prompt_file}, which is not there" if absent else ""


def _sure(workflow: Workflow, called: Mapping[str, Workflow], above: tuple[str, ...]) -> Iterator[Step]:
    """The steps that no condition, no list and no edge can pass over, those of called workflows too."""
    for step in _visited(workflow) if workflow.machine else _listed(workflow):
        if step.condition or step.loop is not None:
            continue
        yield step
        if step.workflow in called and step.workflow not in above:
            yield from _sure(called[step.workflow], called, (*above, step.workflow))


def _listed(workflow: Workflow) -> Iterator[Step]:
    for stage in workflow.stages:
        yield from stage.steps if not stage.condition and stage.loop is None else ()


def _visited(workflow: Workflow) -> Iterator[Step]:
    """The states from the first one on, as long as only one edge leads on."""
    states = {step.id: step for step in workflow.steps()}
    name, seen = next(iter(states)), set[str]()
    while name in states and name not in seen:
        seen.add(name)
        yield states[name]
        edges = states[name].next
        name = edges[0].to if edges and not edges[0].condition and not edges[0].visits else ""
