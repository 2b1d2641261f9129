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
    title = "let Electron be Electron"

    def applies(self, case: FailureContext) -> bool:
        given = case.trial.outcome.command.env
        return case.diagnosis.rule == "electron.run-as-node" or bool(_SAID.search(case.output) and given.get(_NAME))

    def plan(self, case: FailureContext) -> Proposal | None:
        if case.trial.outcome.command.env.get(_NAME) == "":
            return None  # that was not it
        return Fix(self.id, f"run without {_NAME}", env={_NAME: ""})
