"""Features seen through all parts of an application: a sample goes in through the page's server, the page shows it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.features.application import read_ownership
from mity.features.templates import name_places
from mity.features.view import FeatureView
from mity.services.services import Services
from mity.stacks.model import Page
from mity.stacks.part_spec import Journey
from mity.stations.check_page import View
from mity.system.local_http import Refused, delete, post
from mity.system.service import Service
from mity.text.records import dataclass, field

Look = Callable[[Services, Service, Page], View]
"""Looks at the page of a running application."""


@dataclass(slots=True)
class Journeys:
    """Features seen through the running part `service`; `made` are paths of samples that are still to be deleted."""

    services: Services
    service: Service
    look: Look
    page: Page
    journey: Journey
    made: list[str] = field(default_factory=list)

    def all(self, root: Path, before: View) -> tuple[View, str]:
        """What the page showed of each feature of the part in `root`, added to `before`; what is wrong, in a clause.

        What was posted is deleted before the next feature, the last first. Raises UsageError where the records of
        features are damaged.
        """
        specs = read_ownership(root).specs
        shown: list[dict[str, Any]] = []
        name = ""
        try:
            for name in sorted(specs):
                row, problem = self._one(FeatureView(specs[name], specs))
                if problem:
                    return before, f"the feature {name}: {problem}"
                shown.append(row)
                while self.made:  # so that the next feature's samples are the only ones, whatever must be unique
                    delete(self.service.port, self.made.pop())
        except Refused as error:
            return before, f"the feature {name}: {error}"
        if not shown:
            return before, ""
        names = [row["feature"] for row in shown if row["seen"]]
        words = f"; it shows what the API has of {', '.join(names)}" if names else ""
        evidence = {**before.evidence, "features": shown}
        return dataclasses.replace(before, message=f"{before.message}{words}", evidence=evidence), ""

    def _one(self, feature: FeatureView) -> tuple[dict[str, Any], str]:
        """Posts a sample and looks at the page that lists it. Raises Refused."""
        ids: dict[str, Any] = {}
        for ancestor in feature.ancestors:
            ids[ancestor.spec.name] = self._post(ancestor, ids)["id"]
        text = _shown(feature, self._post(feature, ids))
        path = self.journey.page.format_map(name_places(feature))
        view = self.look(self.services, self.service, self.page.model_copy(update={"path": path, "contains": text}))
        seen = bool(text) and "unavailable" not in view.evidence.get("page", {})
        return {"feature": feature.spec.name, "page": path, "text": text, "seen": seen}, view.problem

    def _post(self, feature: FeatureView, ids: dict[str, Any]) -> dict[str, Any]:
        path = self.journey.post.format_map(name_places(feature))
        refs: dict[str, Any] = {one.wire.snake: ids[one.spec.to] for one in feature.refs if one.spec.to in ids}
        refs |= {one.wire.snake: [ids[one.spec.to]] for one in feature.manys if one.spec.to in ids}
        row = post(self.service.port, path, feature.body(0, refs))
        self.made.append(f"{path}/{row['id']}")
        return row


def _shown(feature: FeatureView, row: dict[str, Any]) -> str:
    """A text of the sample that its list shows as it is; empty where the list has no column of texts."""
    column = next((one for one in feature.columns if one.is_text), None)
    return " ".join(str(row.get(column.wire.snake) or "").split()) if column else ""
