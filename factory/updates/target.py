"""The version of a template that an application is brought to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mity.command import Command
from mity.errors import UsageError
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.stacks.model import TemplateChange
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.text.records import dataclass
from mity.text.versions import is_version, number_of
from mity.updates.earlier import earlier_version, earlier_versions
from mity.updates.origin import Origin


@dataclass(frozen=True, slots=True)
class Target:
    """A version that is on this machine; `ref` is what git was asked for, `stack` what the template itself brings.

    `earlier` is that of a template of mity's in an earlier version: applications show the newest one.
    """

    source: Source
    ref: str = ""
    stack: StackFolder | None = None
    foreign: bool = False
    earlier: StackFolder | None = None

    @property
    def version(self) -> str:
        """The version that the template gives itself; empty without one."""
        return self.stack.stack.version if self.stack else ""

    @property
    def label(self) -> str:
        """The version in words."""
        return self.version or self.branch or self.source.commit[:12] or "the template as it is now"

    @property
    def branch(self) -> str:
        """The branch or tag that the next update follows; empty for the newest commit."""
        return self.ref if self.source.commit and self.ref != "HEAD" else ""

    @property
    def name(self) -> str:
        """The template as `.mity/app.json` names it."""
        origin = self.source.origin if self.source.commit or not self.foreign else str(self.source.path)
        return f"{origin}@{self.source.commit}" if self.source.commit else origin

    def changes_since(self, version: str) -> tuple[TemplateChange, ...]:
        """The notes of the versions behind `version`, the newest first."""
        rows = self.stack.stack.changes if self.stack else ()
        return tuple(row for row in rows if number_of(row.version) <= number_of(self.version) and _newer(row, version))


def find_target(runner: Runner, catalogue: Catalogue, origin: Origin, to: str = "", template: str = "") -> Target:
    """The version asked for, or the newest; `template` says where the template is now. Raises UsageError, MityError."""
    if not template and origin.shipped(catalogue):
        return _shipped(catalogue.get(origin.stack), origin, to)
    where = template or origin.template
    ref = to or ("" if template else _branch_or_newest(runner, origin))
    source = _fetch(runner, where, ref, origin)
    own = source.path / "stack.yaml"
    found = Target(source, ref, load(own) if own.is_file() else None, foreign=True)
    if to and not source.commit and found.version != to:
        raise UsageError(f"the template in {where} is version {found.version or 'unnamed'}, not {to}")
    return found


def check_order(origin: Origin, target: Target, *, wanted: bool) -> None:
    """Raises UsageError when the newest version that can be had is older than what the application has."""
    if not wanted and origin.version and target.version and number_of(target.version) < number_of(origin.version):
        raise UsageError(
            f"this application was made from version {origin.version} of {origin.template}, and the newest here is "
            f"{target.version}: install a newer mity or template, or go back with --to {target.version}"
        )


def _shipped(folder: StackFolder, origin: Origin, to: str) -> Target:
    wanted = to.removeprefix("v")
    found = folder if wanted in ("", folder.stack.version) else earlier_version(folder, wanted)
    if found is None:
        known = [folder.stack.version, *earlier_versions(folder)]
        raise UsageError(
            f"this mity brings the versions {', '.join(known)} of {folder.stack.id}, not {to}: name one of them, or "
            "install the mity that brings it"
        )
    return Target(Source(found.path, folder.stack.id), "", found, earlier=found if found is not folder else None)


def _fetch(runner: Runner, where: str, ref: str, origin: Origin) -> Source:
    """The template, also where a version is called 1.2 and its tag v1.2. Raises UsageError."""
    local = Path(where).expanduser()
    if local.is_dir():  # a plain folder has the one version that is in it
        ref = (ref or ("HEAD" if origin.commit else "")) if (local / ".git").exists() else ""
    try:
        return fetch(runner, where, ref)
    except UsageError as error:
        if not where.startswith("-") and not local.exists() and local.is_absolute():
            raise UsageError(
                f"the template {where} is not there any more: say where it is now with --template DIR|URL"
            ) from error
        if not ref or ref.startswith(("v", "-")):
            raise
    return fetch(runner, where, f"v{ref}")


def _branch_or_newest(runner: Runner, origin: Origin) -> str:
    """What to ask git for: the branch that was named, or behind a tag that is a version the newest such tag."""
    if not origin.ref or not is_version(origin.ref):
        return origin.ref if not _is_commit(origin) else ""
    source = fetch(runner, origin.template, "")
    tags = [tag for tag in _tags(runner, source) if is_version(tag) and not number_of(tag).is_prerelease]
    return max([*tags, origin.ref], key=number_of)


def versions(runner: Runner, source: Source) -> Sequence[str]:
    """The tags of a template's repository that are versions, the newest first."""
    return sorted(filter(is_version, _tags(runner, source)), key=number_of, reverse=True)


def _tags(runner: Runner, source: Source) -> list[str]:
    outcome = runner.run(Command(("git", "tag", "--list"), source.path, timeout=60))
    return outcome.output.split() if outcome.ok else []


def _is_commit(origin: Origin) -> bool:
    return bool(origin.ref) and origin.commit.startswith(origin.ref)


def _newer(row: TemplateChange, version: str) -> bool:
    return number_of(row.version) > number_of(version)
