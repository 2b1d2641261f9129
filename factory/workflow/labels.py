"""Labels of workers: what a step may ask for by `runs_on`."""

from __future__ import annotations

import re

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
"""Labels of which, joined by dots, a name of a queue can be made."""
LABEL_HINT = "use letters, digits, '-' and '_'"
