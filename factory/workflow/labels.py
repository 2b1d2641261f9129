"""Labels of workers: what a step may ask for by `runs_on`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mity.workflow.expressions import OPEN
from mity.workflow.nodes import Node
from mity.workflow.reading import Reading

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
"""Labels of which, joined by dots, a name of a queue can be made."""
LABEL_HINT = "use letters, digits, '-' and '_'"


def labels_of(reading: Reading, keys: Mapping[str, Node]) -> tuple[str, ...]:
    """The labels that a step asks for; what cannot be one is a mistake, unless an expression gives it."""
    node = keys.get("runs_on")
    if node is None:
        return ()
    labels = reading.texts(node, "runs_on")
    reading.check_holes(node)
    for one in labels:
        if one and OPEN not in one and not LABEL.fullmatch(one):
            reading.wrong(node, "wrong-type", f"'{one}' cannot be a label", LABEL_HINT)
    return labels
