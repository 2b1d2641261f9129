"""How an application describes its infrastructure."""

from __future__ import annotations

from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class IacConfig:
    """Which infrastructure-as-code tool and cloud the application is described for."""

    tool: str
    cloud: str

    @classmethod
    def terraform(cls, cloud: str) -> IacConfig:
        """Terraform for `cloud`: aws, azure or gcp."""
        return cls("terraform", cloud)
