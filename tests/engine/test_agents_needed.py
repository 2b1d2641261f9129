"""A run begins only when the agents that it is sure to ask are there; those that it may ask are told in their turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.engine.ports import Unavailable
from mity.services.agents_needed import check_agents
from mity.services.config import AgentConfig
from mity.services.plugins import load_agents
from mity.services.services import Services
from mity.services.step_services import BodyServices
from mity.stacks.catalog import Catalogue
from mity.system.runner import Runner
from mity.system.tools import Toolbox
from mity.workflow.core import Loop, Stage, Step
from mity.workflow.model import Workflow
from mity.workflow.parts import Agent, Edge
from rows import each

ASKS = Step("asks", agent=Agent("do it"))


def flow(*stages: Stage, machine: bool = False) -> Workflow:
    made = Workflow("flow")
    for stage in stages:
        made.add(stage)
    made.machine = machine
    return made


def begin(workflow: Workflow, **called: Workflow) -> None:
    services = Services(Catalogue([]), Toolbox(Runner()), lambda: load_agents(services), agent=AgentConfig())
    check_agents(BodyServices(services), workflow, called, Path())


def step(name: str, *next: Edge, **more: object) -> Step:
    return Step(name, command="true", next=next, **more)  # type: ignore[arg-type]


@each(
    "sure",
    [
        flow(Stage((step("a"), ASKS))),
        flow(Stage((step("a"),)), Stage((Step("calls", workflow="inner"),))),
        flow(
            Stage((step("a", Edge("asks")), Step("asks", agent=Agent("do it"), next=(Edge("end"),)), step("end"))),
            machine=True,
        ),
    ],
    ids=["step", "call", "state"],
)
def test_an_agent_that_is_sure_to_be_asked_must_be_there(sure: Workflow) -> None:
    with pytest.raises(Unavailable, match=r"^nothing was run: step 'asks' asks a coding agent, and no coding agent is"):
        begin(sure, inner=flow(Stage((ASKS,))))


@each(
    "perhaps",
    [
        flow(Stage((Step("asks", agent=Agent("do it"), condition="failure()"),))),
        flow(Stage((ASKS,), condition="steps.x.status")),
        flow(Stage((ASKS,), loop=Loop([]))),
        flow(Stage((Step("asks", agent=Agent("do it"), loop=Loop([])),))),
        flow(Stage((Step("calls", workflow="inner", condition="false"),))),
        flow(Stage((step("a", Edge("end", "true"), Edge("asks")), ASKS, step("end"))), machine=True),
        flow(Stage((step("a", Edge("a")), ASKS)), machine=True),
    ],
    ids=["condition", "stage", "list", "own list", "call", "edge", "circle"],
)
def test_one_that_may_not_be_asked_keeps_no_run_from_beginning(perhaps: Workflow) -> None:
    begin(perhaps, inner=flow(Stage((ASKS,))))


def test_what_an_agent_is_to_be_asked_by_is_told_where_it_is_not_there_either() -> None:
    asks = Step("lint", agent=Agent(prompt_file=".mity/commands/lint.md"))
    with pytest.raises(Unavailable, match=r"asks a coding agent by .mity/commands/lint.md, which is not there, and no"):
        begin(flow(Stage((asks,))))
