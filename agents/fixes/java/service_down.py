"""A database or another service that does not answer, or does not let the application in."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_REFUSED = re.compile(r"Connection to (?P<place>[\w.-]+:\d+) refused")
_USER = re.compile(
    r"password authentication failed for user \"(?P<user>[^\"]+)\"|Access denied for user '(?P<other>[^']*)'"
)
_DOCKER = re.compile(r"Could not find a valid Docker environment|docker\.sock[^\n]*is not listening")


class ServiceDown(Rule):
    """Names the service; mity neither starts one nor knows a password."""

    id = "service-down"
    title = "report the service that does not answer"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if _DOCKER.search(failure.output):
            return Advice("the tests start services in Docker, which is not running: start Docker", "docker info")
        if found := _USER.search(failure.output):
            user = found["user"] or found["other"]
            return Advice(f"the database rejects the user {user}: correct the name or the password in the environment")
        if found := _REFUSED.search(failure.output):
            return Advice(f"nothing answers at {found['place']}: start the database there, or correct its address")
        return None
