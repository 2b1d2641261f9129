"""Reports about packages with known vulnerabilities: pip-audit, cargo audit, govulncheck."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from packaging.version import Version

from mity.scanners.finding import Finding
from mity.scanners.readers.report import Report, Source, Unreadable, number, rows, table
from mity.text.versions import number_of

_LOWEST = re.compile(r"\d+(?:\.\d+)*")
"""The lower end of a range of versions, which stands first."""
_FROM = re.compile(r"\s*(?:>=|=|\^|~)?\s*(\d+\.\d+\.\d+[\w.+-]*)")
"""A range that says from which version on a crate is mended; `>` does not tell that version."""
_DECODER = json.JSONDecoder()


def read_pip_audit(source: Source) -> Report:
    """Packages with what is known of each; one that it skipped is a gap, whatever its exit code says."""
    data = source.data()
    report = Report()
    for one in rows(data, "dependencies"):
        name, version = str(one.get("name")), str(one.get("version") or "")
        if skipped := one.get("skip_reason"):
            report.gaps.append(f"{name}: {skipped}")
            continue
        report.looked += 1
        for vuln in rows(one, "vulns"):
            rule, said = str(vuln.get("id")), str(vuln.get("description") or vuln.get("id"))
            fixes = vuln.get("fix_versions")
            mended = list(map(str, fixes)) if isinstance(fixes, list) else []
            fix = mended[0] if mended else ""
            report.findings.append(source.package(rule, "", said, name, version, fix, mended))
    if not report.looked and not report.gaps:
        report.gaps.append("it looked at no package")
    return report


def read_cargo_audit(source: Source) -> Report:
    """The list of vulnerabilities in a lock file, and how many crates it holds."""
    data = source.data()
    if not number(table(data, "database").get("advisory-count")):
        raise Unreadable("it had no advisory to compare with")
    report = Report(looked=number(table(data, "lockfile").get("dependency-count")))
    for one in rows(table(data, "vulnerabilities"), "list"):
        advisory, package, versions = (table(one, name) for name in ("advisory", "package", "versions"))
        name, version = str(package.get("name")), str(package.get("version"))
        patched = versions.get("patched")
        fix = _patched(patched, version)
        said = str(advisory.get("title") or advisory.get("id"))
        mended = [found[1] for one in (patched or ()) if (found := _FROM.match(str(one)))]
        report.findings.append(source.package(str(advisory.get("id")), "", said, name, version, fix, mended))
    return report


def _patched(ranges: Any, version: str) -> str:
    """Of the ranges that mend a crate the first that lies above its version: an older line may be mended as well."""
    rows = [str(one) for one in ranges] if isinstance(ranges, list) else []
    above = [one for one in rows if (low := _LOWEST.search(one)) and number_of(low[0]) > number_of(version)]
    return min(above, key=_low, default="")


def _low(text: str) -> Version:
    found = _LOWEST.search(text)
    return number_of(found[0] if found else "")


def read_govulncheck(source: Source) -> Report:
    """A stream of JSON objects: the database that was asked, advisories, and findings with their traces."""
    titles: dict[str, str] = {}
    worst: dict[tuple[str, str], Mapping[str, Any]] = {}
    config: Mapping[str, Any] = {}
    for one in _stream(source.text().decode("utf-8", "replace")):
        config = one.get("config") or config
        if isinstance(advisory := one.get("osv"), dict):
            titles[str(advisory.get("id"))] = str(advisory.get("summary") or advisory.get("details"))
        if isinstance(found := one.get("finding"), dict) and isinstance(found.get("trace"), list) and found["trace"]:
            key = (str(found.get("osv")), str(found["trace"][0].get("module")))
            if key not in worst or _depth(found) > _depth(worst[key]):
                worst[key] = found
    if not config.get("db"):
        raise Unreadable("its report names no database")
    report = Report()
    for (rule, module), found in worst.items():
        word = ("module", "package", "called")[_depth(found)]
        said = f"{titles.get(rule, rule)} ({'it is called' if word == 'called' else f'the {word} is there'})"
        version, fix = str(found["trace"][0].get("version") or ""), str(found.get("fixed_version") or "")
        made = source.package(rule, word, said, module, version, fix, [fix] if fix else [])
        report.findings.append(_placed(source, made, found))
    return report


def _depth(found: Mapping[str, Any]) -> int:
    """How near a finding is: 0 the module is there, 1 its package is imported, 2 the function is called."""
    first = found["trace"][0]
    return 2 if first.get("function") else 1 if first.get("package") else 0


def _placed(source: Source, made: Finding, found: Mapping[str, Any]) -> Finding:
    """The finding at the place where the project calls what is vulnerable, if it does."""
    place = found["trace"][-1].get("position") if len(found["trace"]) > 1 else None
    if not isinstance(place, dict) or not place.get("filename"):
        return made
    path = source.relative(str(place["filename"]))
    return replace(made, path=path, line=number(place.get("line")), column=number(place.get("column")))


def _stream(text: str) -> Iterator[Mapping[str, Any]]:
    at, end = 0, len(text)
    while at < end:
        while at < end and text[at].isspace():
            at += 1
        if at == end:
            return
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise Unreadable("its report is not a stream of JSON objects") from error
        if not isinstance(value, dict):
            raise Unreadable("its report is not a stream of JSON objects")
        yield value
