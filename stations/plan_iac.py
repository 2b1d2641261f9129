"""plan-iac: what infrastructure for AWS would make, counted by an emulator on this machine."""

from __future__ import annotations

from mity.infrastructure.findings import Tier
from mity.infrastructure.rehearsing import Rehearsal, Rehearsed
from mity.stations.on_emulator import OnEmulator


class PlanIac(OnEmulator):
    """A dry run: counts what would be made in an empty cloud."""

    name = "plan-iac"
    description = "plan the infrastructure against an emulator of AWS on this machine; nothing is made"
    tier = Tier.PLANNED

    def rehearse(self, one: Rehearsal) -> Rehearsed:
        return one.plan()
