"""rehearse-iac: infrastructure for AWS applied, planned again and destroyed on an emulator on this machine."""

from __future__ import annotations

from mity.infrastructure.findings import Tier
from mity.infrastructure.rehearsing import Rehearsal, Rehearsed
from mity.stations.on_emulator import OnEmulator


class RehearseIac(OnEmulator):
    """Makes everything, sees that a second plan has nothing to do, and destroys everything."""

    name = "rehearse-iac"
    description = "apply, plan again and destroy the infrastructure on an emulator of AWS on this machine"
    tier = Tier.APPLIED

    def rehearse(self, one: Rehearsal) -> Rehearsed:
        return one.rehearse()
