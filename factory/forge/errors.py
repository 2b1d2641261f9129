"""What forges refuse."""

from __future__ import annotations

from mity.errors import MityError


class ForgeError(MityError):
    """A forge refused, or could not be understood."""


class ForgeUnreachable(ForgeError):
    """A forge gave no answer, or only that it is out of order, as often as it was asked."""


class ForgeForbidden(ForgeError):
    """The token is missing, wrong, or lacks a right."""


class ForgeMissing(ForgeError):
    """There is no such thing, or the token does not show it."""


class ForgeConflict(ForgeError):
    """What stands on the forge does not allow it: a merge conflict, a head that moved, a protected branch."""
