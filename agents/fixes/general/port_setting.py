"""An additional port of the application that is in use: the setting that defines it gets a free port."""

from __future__ import annotations

import re

from mity.agents.project_files import files
from mity.agents.settings import EXAMPLES, assigned
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.service import free_port


class PortSetting(Rule):
    """Runs the command with another value of the setting. The owner of the port keeps it; nothing is written."""

    id = "port-setting"
    title = "move a setting from a port in use to a free port"

    def propose(self, failure: FailureContext) -> Proposal | None:
        taken = failure.diagnosis.subject
        if failure.diagnosis.error_type is not ErrorType.PORT or not taken.isdigit():
            return None
        if taken in failure.result.outcome.command.argv:
            return None
        name = self._from_env(failure, taken) or self._from_code(failure, taken)
        if not name:
            return None
        port = free_port()
        return Fix(self.id, f"run it with {name}={port}, because port {taken} is in use", env={name: str(port)})

    def _from_env(self, failure: FailureContext, taken: str) -> str:
        texts = [failure.read(path) or "" for path in (".env", *EXAMPLES)]
        pairs = [(name, value) for text in texts for name, value in assigned(text).items()]
        return next((name for name, value in pairs if value == taken and "PORT" in name.upper()), "")

    def _from_code(self, failure: FailureContext, taken: str) -> str:
        """The variable of a settings field, or of an environ.get, whose default is the port."""
        field = re.compile(rf"^\s+(?P<name>\w*port\w*)\s*:\s*.*=\s*(?:Field\()?{taken}\b", re.MULTILINE)
        lookup = re.compile(rf"""(?:environ\.get|getenv)\(\s*["'](?P<name>\w+)["']\s*,\s*["']?{taken}\b""")
        for path in files(failure, ".py"):
            text = failure.read(path) or ""
            if found := lookup.search(text):
                return found["name"]
            if "BaseSettings" in text and (found := field.search(text)):
                return found["name"].upper()
        return ""
