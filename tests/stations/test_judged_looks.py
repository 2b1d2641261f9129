"""What looks amount to: those of programs at infrastructure, and those of a browser at a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from parts_app import PartsApp

from bench_station import StationBench
from mity.command import Command, Outcome
from mity.infrastructure.findings import Findings, Look, Seen, Tier
from mity.operations.part_answers import PART_ANSWERS
from mity.projects.parts import parts_of
from mity.runs.state import Status
from mity.stations.check_page import View
from mity.stations.scaffold_parts import PartsScaffold, own_digests
from mity.stations.validate_iac import judged
from mity.system.template_source import Source
from rows import each

PARSED, FORMATTED, VALIDATED = Tier.PARSED, Tier.FORMATTED, Tier.VALIDATED


def held(tier: Tier, by: str = "tofu") -> Look:
    return Look.of(tier, by)


def broken(tier: Tier, *problems: str, by: str = "tofu") -> Look:
    return Look.of(tier, by, problems)


def unseen(tier: Tier, by: str = "tofu") -> Look:
    return Look.unseen(tier, by, "no network")


@each(
    ("looks", "status", "tier", "said"),
    [
        ([], Status.UNAVAILABLE, None, "nothing could be looked at"),
        ([held(PARSED, "hcl2")], Status.UNAVAILABLE, PARSED, "parsed by hcl2"),
        ([held(PARSED), held(FORMATTED), held(VALIDATED)], Status.DONE, VALIDATED, "validated by tofu"),
        (
            [held(PARSED), held(VALIDATED), held(VALIDATED, "terraform"), held(Tier.LINTED, "tflint")],
            *(Status.DONE, VALIDATED, "validated by terraform and tofu"),
        ),
        (
            [held(PARSED), held(VALIDATED), unseen(VALIDATED, "terraform")],
            *(Status.DONE, VALIDATED, "validated by tofu; not validated by terraform: no network"),
        ),
        (
            [held(PARSED), unseen(VALIDATED), unseen(VALIDATED)],
            *(Status.UNAVAILABLE, PARSED, "parsed by tofu; not validated by tofu: no network"),
        ),
        ([held(PARSED), broken(FORMATTED, "a"), held(VALIDATED)], Status.FAILED, PARSED, "a"),
        ([held(VALIDATED), broken(VALIDATED, "a", by="terraform")], Status.FAILED, None, "a"),
        ([broken(Tier.LINTED, "a", "b", by="tflint"), held(VALIDATED)], Status.FAILED, VALIDATED, "a; b"),
        ([broken(PARSED, *"abcdefga")], Status.FAILED, None, "a; b; c; d; e; and 2 more"),
        ([broken(PARSED, *"abcde")], Status.FAILED, None, "a; b; c; d; e"),
    ],
)
def test_infrastructure_is_proven_as_far_as_a_program_looked_and_none_denied_it(
    looks: list[Look], status: Status, tier: Tier | None, said: str
) -> None:
    found = Findings(tuple(looks), {"resources": 3})
    result = judged(found, VALIDATED)
    assert (result.status, result.message, found.tier) == (status, said, tier)
    shown: dict[str, Any] = result.evidence
    assert (shown["tier"], shown["resources"]) == (tier.value if tier else "none", 3)
    assert ("problems" in shown) is (status is Status.FAILED)
    assert all(shown["looks"][one.by][one.tier.value] in [seen.value for seen in Seen] for one in looks)


@pytest.mark.parametrize(
    ("problems", "problem"),
    [((), ""), (("a",), "the page is broken: a"), (("a", "b", "c"), "the page is broken: a and 2 more")],
)
def test_what_is_wrong_with_a_page_is_added_to_what_the_launch_printed(problems: tuple[str, ...], problem: str) -> None:
    view = View(problems=problems)
    printed = Outcome(Command(("server",), Path()), 0, "up\n\n")
    assert view.problem == problem
    assert view.added_to(printed).output == "up\n" + "".join(f"[page] {one}\n" for one in problems)


def test_each_part_gets_the_answers_that_it_asks_for(tmp_path: Path) -> None:
    made = PartsApp(tmp_path)
    bench = StationBench(tmp_path / "work", stacks=[made.stacks])
    bench.context.app_name = "my-shop"
    catalogue = bench.services.catalogue
    answers = {"app_name": "My Shop", "colour": "green", "api": "light-api", "only_of_the_whole": "x"}
    scaffold = PartsScaffold(bench.services, bench.context.for_step({PART_ANSWERS: {"web": {"colour": "red"}}}))
    given = {}
    for part in parts_of(catalogue.get("light-whole"), bench.root, catalogue, answers):
        given[part.name] = scaffold.part_answers(part, Source(part.folder.path, part.folder.stack.id), answers)
    assert {name: one["colour"] for name, one in given.items()} == {"api": "green", "web": "red"}
    assert {one["app_slug"] for one in given.values()} == {"my-shop"}
    assert all(set(one) == {"app_name", "app_slug", "colour"} for one in given.values()), given
    for name in ("README.md", "api/server.py", "apis/x", "web/server.py"):
        bench.write(name, name)
    assert set(own_digests(bench.root, catalogue, "light-whole")) == {"README.md", "apis/x"}
    assert len(own_digests(bench.root, catalogue, "")) == len(own_digests(bench.root, catalogue, "light-api")) == 4
