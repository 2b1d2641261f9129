"""What a project says of its checks: the table [secure] of its settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mity.scanners.finding import Severity

_Reason = Annotated[str, Field(min_length=3, max_length=500)]


class LicencePolicy(BaseModel):
    """The table [secure.licences]: SPDX identifiers, as globs, that packages may or may not have.

    With `allow` everything else is denied; `except` names packages with the reason why their licence is accepted.
    `unknown` is the severity of a package that names none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    except_: Annotated[dict[str, _Reason], Field(alias="except")] = {}
    severity: Severity = "high"
    unknown: Severity = "medium"

    @property
    def given(self) -> bool:
        """Whether there is a policy at all."""
        return bool(self.allow or self.deny)


class SecureConfig(BaseModel):
    """The table [secure].

    Findings of the severity `fail_on` and worse fail a project, unless they are in the file `baseline`. `exclude` are
    globs of files that no scanner looks at; `off` names scanners that are left out, each with its reason.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    fail_on: Severity | Literal["never"] = "high"
    baseline: Annotated[str, Field(pattern=r"^[\w.][\w./-]*$", max_length=201)] = ".mity/security-baseline.yaml"
    exclude: tuple[str, ...] = ()
    off: dict[str, _Reason] = {}
    licences: LicencePolicy = LicencePolicy()
