"""What OSV-Scanner reports as JSON: the packages of lock files with the advisories of the OSV schema that hit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mity.scanners.readers.report import Report, Source, rows, score_word, table


def read_osv(source: Source) -> Report:
    """The packages of all sources with their advisories; it looked at nothing where it names no source."""
    data = source.data()
    report = Report()
    for result in rows(data, "results"):
        for one in rows(result, "packages"):
            package, vulnerabilities = table(one, "package"), one.get("vulnerabilities")
            name, version = str(package.get("name")), str(package.get("version") or "")
            report.looked += 1
            for advisory in vulnerabilities if isinstance(vulnerabilities, list) else ():
                rule = str(advisory.get("id"))
                said = str(advisory.get("summary") or advisory.get("details") or rule)
                fixes = list(dict.fromkeys(_fixed(advisory, name)))
                word = _worst(one, rule)
                report.findings.append(
                    source.package(rule, word, f"{said} ({name}@{version})", name, version, " or ".join(fixes), fixes)
                )
    return report


def _fixed(advisory: Mapping[str, Any], name: str) -> Iterator[str]:
    """The versions at which the ranges of a package end."""
    for affected in rows({"affected": advisory.get("affected") or []}, "affected"):
        if table({"package": affected.get("package") or {}}, "package").get("name") != name:
            continue
        for one in rows({"ranges": affected.get("ranges") or []}, "ranges"):
            events = rows({"events": one.get("events") or []}, "events")
            if one.get("type") != "GIT":
                yield from (str(event["fixed"]) for event in events if event.get("fixed"))


def _worst(package: Mapping[str, Any], rule: str) -> str:
    """The severity of the group of advisories that one belongs to, as a word; empty where it has no score."""
    for group in rows({"groups": package.get("groups") or []}, "groups"):
        if rule in (group.get("ids") or ()):
            return score_word(group.get("max_severity"))
    return ""
