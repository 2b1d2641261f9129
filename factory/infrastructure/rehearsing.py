"""A rehearsal: infrastructure for AWS is made, planned again and destroyed on an emulator that runs on this machine.

Nothing of it reaches a cloud: providers other than that of AWS, code that a plan would run and addresses of its own
are refused, the credentials are made up, and the state lies in the copy.
"""

from __future__ import annotations

import re
from typing import Any

from mity.command import Outcome
from mity.infrastructure.copied import Copied
from mity.infrastructure.diagnostics import first_error, first_object
from mity.infrastructure.emulator_gaps import GAPS
from mity.infrastructure.findings import Look, Tier
from mity.infrastructure.looking import Engine
from mity.text.records import dataclass

AWS = {"hashicorp/aws"}
VARIABLES = "emulator.tfvars"
_OVERRIDE = "mity_rehearsal_override.tf"
_CHANGED = 2
_AT_ONCE = 4
"""Things that are made at a time: more of them overtax the emulator."""
_LIMIT_S = 900.0
_REFUSED = re.compile(
    r'^\s*(?P<what>provisioner\s+"|data\s+"external"|endpoints\s*\{|endpoints\s*=|assume_role(?:_with_web_identity)?\s*\{'
    r"|profile\s*=|shared_\w+_files\s*=|access_key\s*=|alias\s*=|source\s*=\s*\"(?:git::|https?:|github\.com|s3::|hg::))",
    re.MULTILINE,
)
MADE_UP = frozenset({"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
"""Variables with credentials that are none, which a sandbox lets through."""
_NOT_HERE = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
"""Variables that would lead to credentials of the user."""
_BACKEND = re.compile(r'^\s*(?:backend\s+"|cloud\s*\{)', re.MULTILINE)
_PROVIDER = """\
provider "aws" {
  access_key                  = "emulated"
  secret_key                  = "emulated"
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  max_retries                 = 2
}
"""


def hindrance(copy: Copied) -> str:
    """Why the files cannot be rehearsed, in a clause; empty when they can."""
    others = sorted(copy.wanted - AWS)
    if others or not copy.wanted:
        return f"only AWS can be emulated, and it needs {', '.join(others) or 'no provider at all'}"
    for name, text in copy.texts.items():
        if match := _REFUSED.search(text):
            line = text.count("\n", 0, match.start("what")) + 1
            return f"{copy.called(name)}:{line}: '{match['what'].strip()}' could reach out of the rehearsal"
    return ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a rehearsal ended. `unkept` are the attributes that the emulator does not keep, found in the second plan."""

    look: Look
    planned: int = 0
    applied: int = 0
    destroyed: int = 0
    unkept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data for the evidence."""
        counts = {"planned": self.planned, "applied": self.applied, "destroyed": self.destroyed}
        return {**counts, "not_kept_by_emulator": list(self.unkept)}


class Rehearsal:
    """One root of the copy, at work on the emulator that answers at `url`."""

    def __init__(self, copy: Copied, engine: Engine, root: str, url: str) -> None:
        self._copy = copy
        self._engine = engine
        self._root = root
        self._folder = copy.folder / root
        nowhere = str(copy.scratch / "no-credentials")
        self._environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            **dict.fromkeys(_NOT_HERE, ""),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }
        self._variables = (f"-var-file={VARIABLES}",) if (self._folder / VARIABLES).is_file() else ()

    def plan(self) -> Rehearsed:
        """Plans against an empty cloud; nothing is made."""
        failed = self._begin()
        if failed is not None:
            return failed
        planned = self._do("plan", "-out=first.plan")
        if not planned.ok:
            return self._broken(Tier.PLANNED, "plan", planned)
        return Rehearsed(Look.of(Tier.PLANNED, self._engine.by), planned=len(self._changes("first.plan")))

    def rehearse(self) -> Rehearsed:
        """Plans, applies, plans again, where nothing may be left to do, and destroys."""
        first = self.plan()
        if first.look.problems or not first.planned:
            return first
        applied = self._do("apply", "first.plan", variables=False)
        if not applied.ok:
            return self._broken(Tier.APPLIED, "apply", applied, first.planned)
        again = self._do("plan", "-detailed-exitcode", "-out=second.plan")
        if not again.ok and again.exit_code != _CHANGED:
            return self._broken(Tier.APPLIED, "the second plan", again, first.planned)
        left = [] if again.ok else sorted(_left(self._changes("second.plan")))
        ended = self._do("destroy", "-auto-approve")
        if not ended.ok:
            return self._broken(Tier.APPLIED, "destroy", ended, first.planned)
        changed = tuple(f"{self._called}: a second plan would change {one}" for one in left if _kind(one) not in GAPS)
        look = Look.of(Tier.APPLIED, self._engine.by, changed)
        unkept = tuple(sorted({_kind(one) for one in left if _kind(one) in GAPS}))
        return Rehearsed(
            look, first.planned, _count(applied, r"(\d+) added"), _count(ended, r"(\d+) destroyed"), unkept
        )

    @property
    def _called(self) -> str:
        return self._copy.called(self._root)

    def _begin(self) -> Rehearsed | None:
        """Puts the emulator in the place of the cloud; None when that went well."""
        for left in self._folder.glob("terraform.tfstate*"):
            left.unlink()
        own = [text for name, text in self._copy.texts.items() if name.rpartition("/")[0] == self._root]
        backend = 'terraform {\n  backend "local" {}\n}\n' if any(_BACKEND.search(text) for text in own) else ""
        (self._folder / _OVERRIDE).write_text(backend + _PROVIDER, encoding="utf-8")
        begun = self._engine.init(self._root, "-reconfigure", env=self._environment)
        return None if begun.ok else self._broken(Tier.PLANNED, "init", begun)

    def _do(self, verb: str, *words: str, variables: bool = True) -> Outcome:
        given = self._variables if variables else ()
        every = (verb, "-input=false", "-no-color", f"-parallelism={_AT_ONCE}", *given, *words)
        return self._engine.run(self._root, *every, env=self._environment, limit_s=_LIMIT_S)

    def _changes(self, plan: str) -> list[dict[str, Any]]:
        shown = self._engine.run(self._root, "show", "-json", plan, env=self._environment)
        resources = (first_object(shown.output) or {}).get("resource_changes") or []
        return [one for one in resources if one.get("change", {}).get("actions") not in (["no-op"], ["read"])]

    def _broken(self, tier: Tier, what: str, outcome: Outcome, planned: int = 0) -> Rehearsed:
        problem = f"{self._called}: {what} failed on the emulator: {first_error(outcome.output)}"
        if outcome.timed_out:
            problem = f"{self._called}: {outcome.summary}"
        return Rehearsed(Look.of(tier, self._engine.by, (problem,)), planned)


def _left(changes: list[dict[str, Any]]) -> set[str]:
    """What a plan would change: `address attribute`, or `address` when a thing is made, replaced or destroyed."""
    found: set[str] = set()
    for one in changes:
        change = one.get("change", {})
        before, after = change.get("before") or {}, change.get("after") or {}
        if change.get("actions") != ["update"]:
            found.add(str(one.get("address")))
            continue
        for name in {*before, *after}:
            if before.get(name) != after.get(name):
                found.add(f"{one.get('address')} {name}")
    return found


def _kind(left: str) -> str:
    """The type of a resource and its attribute: `module.a.aws_x.this[0] b` is `aws_x.b`."""
    address, _, attribute = left.partition(" ")
    match = re.search(r"(?:^|\.)(aws_\w+)\.[\w-]+(?:\[[^\]]*\])?$", address)
    return f"{match[1] if match else address}.{attribute}" if attribute else address


def _count(outcome: Outcome, pattern: str) -> int:
    found = re.findall(pattern, outcome.output)
    return int(found[-1]) if found else 0
