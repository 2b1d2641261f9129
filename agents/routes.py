"""Which specialist is asked for which class of error: the whole table."""

from __future__ import annotations

from mity.healing.model import ErrorType

ROUTES: dict[ErrorType, str] = {
    ErrorType.BUILD: "implementer",
    ErrorType.DEPENDENCY: "devops",
    ErrorType.TEST: "tester",
    ErrorType.RUNTIME: "devops",
    ErrorType.CONFIG: "architect",
    ErrorType.PORT: "devops",
    ErrorType.UNKNOWN: "factory",
}

COORDINATOR = "factory"
"""Who is asked where no route leads, and before all others where it led to nothing."""
