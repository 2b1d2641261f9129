"""Electron that an editor or an agent has told to be a plain Node: started without that word."""

from __future__ import annotations

import re

from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = "ELECTRON_RUN_AS_NODE"
_SAID = re.compile(
    r"Cannot read properties of undefined \(reading '(?:whenReady|on|requestSingleInstanceLock|isPackaged|getPath"
    r"|getAppPath|setName|setAppUserModelId|disableHardwareAcceleration|commandLine|handle|quit|getVersion|setPath"
    r"|enableSandbox|getName)'\)|process\.type: undefined|module 'electron' does not provide an export named"
    r"|Cannot find module 'electron/(?:main|common|renderer)'"
)


class RunAsNode(Rule):
    """Electron takes an empty value for none."""

    id = "run-as-node"
    title = "run Electron without ELECTRON_RUN_AS_NODE"

    def propose(self, failure: FailureContext) -> Proposal | None:
        given = failure.result.outcome.command.env.get(_NAME)
        known = failure.diagnosis.rule == "electron.run-as-node" or (given and _SAID.search(failure.output))
        if not known or given == "":
            return None  # with an empty value it was not the variable
        return Fix(self.id, f"run without {_NAME}", env={_NAME: ""})
