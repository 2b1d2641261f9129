"""The crew that ships with mity: one classifier, five specialists, one table of routes."""

from __future__ import annotations

from mity.agents.classify import advice, classify
from mity.agents.coding import employ
from mity.agents.routes import ROUTES
from mity.agents.specialists import SPECIALISTS
from mity.healing.rules import Crew
from mity.workshop import Workshop


def register(crew: Crew, workshop: Workshop) -> None:
    """Puts classifier, routes and specialists into the crew: what the entry point `mity.agents` names."""
    crew.classify = classify
    crew.advise = advice
    crew.routes = dict(ROUTES)
    crew.coordinator = "factory"
    for specialist in SPECIALISTS:
        crew.add(specialist)
    employ(crew, workshop)
