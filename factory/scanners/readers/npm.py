"""What npm audit reports: vulnerabilities by package, the ranges that have them, and what npm would upgrade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mity.reading import read_text
from mity.scanners.finding import Finding, Package
from mity.scanners.readers.report import Report, Source, Unreadable, number, table
from mity.text.data import parse_json
from mity.text.versions import number_of

_LOCKS = ("package-lock.json", "npm-shrinkwrap.json")
_BOUND = re.compile(r"(?P<sign><=|<|>=|>|=)?\s*v?(?P<version>\d+\.\d+\.\d+[\w.+-]*)")


def read_npm_audit(source: Source) -> Report:
    """Vulnerabilities by package. Where the registry has no answer, npm writes a message instead."""
    data = source.data()
    if not isinstance(data, dict) or "vulnerabilities" not in data:
        said = data.get("message") or table(data, "error").get("summary") if isinstance(data, dict) else ""
        raise Unreadable(f"npm got no answer: {said}" if said else "its report has no vulnerabilities and no error")
    report = Report(looked=number(table(table(data, "metadata"), "dependencies").get("total")))
    locked = _locked(source)
    for name, one in table(data, "vulnerabilities").items():
        range_, better = str(one.get("range") or ""), one.get("fixAvailable")
        here = _lowest(locked.get(str(node), "") for node in one.get("nodes") or ())
        for via in one.get("via") or ():
            if not isinstance(via, Mapping):  # the name of a package that has a row of its own
                continue
            rule = str(via.get("url") or "").rpartition("/")[2] or str(via.get("source"))
            found = source.package(rule, str(via.get("severity")), str(via.get("title")), str(name), range_, "")
            package = Package(str(name), here, source.target, _mended(str(via.get("range") or range_), here))
            report.findings.append(_fixed(replace(found, package=package), better))
    return report


def _fixed(found: Finding, better: Any) -> Finding:
    """The finding with what npm would do; it names another package where only that one leads to the remedy."""
    assert found.package is not None
    if not isinstance(better, Mapping):
        return replace(found, fix="run npm audit fix") if better else found
    name, version = str(better.get("name")), str(better.get("version"))
    package = found.package
    if name == package.name:
        package = replace(package, fixes=package.fixes or (version,))
    else:
        package = replace(package, through=f"{name}@{version}")
    return replace(found, fix=f"upgrade {name} to {version}", package=package)


def _locked(source: Source) -> dict[str, str]:
    """The versions that the lock which npm has read holds, by their places in node_modules."""
    for name in _LOCKS:
        try:
            packages = parse_json(read_text(source.folder / name)).get("packages")
        except (OSError, ValueError, AttributeError):
            continue
        if isinstance(packages, dict):
            return {str(at): str(one.get("version") or "") for at, one in packages.items() if isinstance(one, dict)}
    return {}


def _lowest(versions: Iterable[str]) -> str:
    return min(filter(None, versions), key=number_of, default="")


def _mended(range_: str, version: str) -> tuple[str, ...]:
    """The versions at which the parts of a vulnerable range end; `<=` does not tell the next one."""
    ends = []
    for part in range_.split("||"):
        found = [one for one in _BOUND.finditer(part) if one["sign"] == "<"]
        ends += [one["version"] for one in found]
    return tuple(one for one in ends if number_of(one) > number_of(version))
