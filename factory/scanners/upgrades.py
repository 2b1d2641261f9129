"""Which packages have to be upgraded so that what scanners found of them is gone: findings as a list of upgrades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mity.scanners.finding import Finding, Package
from mity.text.records import dataclass
from mity.text.versions import number_of

INSTALLED = "site-packages"
"""Where packages lie that no lock may know of: they are upgraded last, as the upgrade of a lock brings them along."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One package in one lock or manifest, and the lowest version that is free of all that was found of it there.

    `fixed` is empty where no such version is known and another package has to be upgraded: then `through` is the
    `NAME@VERSION` of that one. `rules` and `ids` name the findings, `tools` the scanners that had them.
    """

    name: str
    version: str
    file: str
    fixed: str = ""
    through: str = ""
    rules: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """What is wrong, in the sentence by which the healing knows it."""
        way = f" by {self.through}" if self.through else ""
        version, fixed = self.version or "?", self.fixed or "?"
        return (
            f"mity: {self.name} {version} in {self.file} is vulnerable ({', '.join(self.rules)}): {fixed} mends it{way}"
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_upgrade` takes it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def read_upgrade(data: Mapping[str, Any]) -> Upgrade:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    name, version, file, fixed, through = (str(data[key]) for key in ("name", "version", "file", "fixed", "through"))
    rules, ids, tools = (tuple(map(str, data[key])) for key in ("rules", "ids", "tools"))
    return Upgrade(name, version, file, fixed, through, rules, ids, tools)


def upgrades(found: Iterable[Finding]) -> tuple[list[Upgrade], list[Finding]]:
    """One upgrade for each package of a file, and the findings about packages that no version is known to mend."""
    rows: dict[tuple[str, str, str], list[Finding]] = {}
    stuck = []
    for one in found:
        if one.package is None or not one.package.file:
            stuck += [one] if one.purpose == "dependencies" else []
        elif not (one.package.fix or one.package.through):
            stuck.append(one)
        else:
            rows.setdefault((one.package.file, one.package.name, one.package.version), []).append(one)
    made = [_upgrade(key, findings) for key, findings in rows.items()]
    return sorted(made, key=lambda one: (INSTALLED in one.file, one.file, one.name)), stuck


def _upgrade(key: tuple[str, str, str], findings: list[Finding]) -> Upgrade:
    file, name, version = key
    packages = [one.package for one in findings if one.package is not None]
    fixed = max((one.fix for one in packages), key=number_of)
    through = next((one.through for one in packages if one.through), "")
    return Upgrade(
        name,
        version,
        file,
        fixed,
        through,
        tuple(sorted({one.rule for one in findings})),
        tuple(sorted({one.id for one in findings})),
        tuple(sorted({tool for one in findings for tool in one.tools})),
    )


def stays(upgrade: Upgrade, found: Iterable[Finding]) -> list[str]:
    """The rules by which the package of an upgrade is still found in its file, whatever version it has by now."""

    def same(package: Package | None) -> bool:
        return package is not None and (package.file, package.name) == (upgrade.file, upgrade.name)

    return sorted({one.rule for one in found if same(one.package) and _concerned(upgrade, one)})


def _concerned(upgrade: Upgrade, one: Finding) -> bool:
    """Whether a finding is the upgrade's: those it had, and those that only the new version has.

    The same package may lie in one lock in several versions, each of which has an upgrade of its own.
    """
    version = one.package.version if one.package else ""
    return not upgrade.version or version == upgrade.version or version == upgrade.fixed or one.rule in upgrade.rules
