"""Coverage of lines, by the report that the attempt wrote: Cobertura, Clover, JaCoCo, LCOV, coverage.py, Istanbul."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.evidence.found import Found
from mity.reading import Unfit, open_regular, read_bytes
from mity.stacks.report_xml import MOST_BYTES, named, number, read_xml, tag
from mity.text.data import parse_json

SIGN = re.compile(r"<(?:coverage|report)[\s>]|^end_of_record$|\"totals?\"\s*:\s*\{", re.MULTILINE)
"""What a coverage report has near its beginning or its end."""
_WHAT = "a coverage report"
_KNOWN = "it is none of Cobertura, Clover, JaCoCo, LCOV, coverage.py's JSON and Istanbul's JSON summary"
Lines = tuple[int, int]
"""Lines that ran, and all lines that could."""


def read_coverage(files: list[Path]) -> Found:
    """The percentage of lines that ran, over all reports together, rounded down to two places."""
    ran = valid = 0
    try:
        for path in files:
            one = _lines(path)
            if not 0 <= one[0] <= one[1]:
                raise ValueError(f"{path.name} says that {one[0]} of {one[1]} lines ran")
            ran, valid = ran + one[0], valid + one[1]
    except (ValueError, OSError) as error:
        return Found(problems=(f"the coverage report cannot be believed: {error}",))
    if not valid:
        return Found(problems=(f"{files[0].name} covers no line",))
    return Found({"coverage": math.floor(ran * 10_000 / valid) / 100})


def _lines(path: Path) -> Lines:
    with open_regular(path) as file:
        start = file.read(64)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or _text(start).startswith(b"<"):
        return _of_xml(read_xml(path, _WHAT), path.name)
    try:
        data = _text(read_bytes(path, MOST_BYTES))
    except Unfit as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from error
    if data.startswith(b"{"):
        return _of_json(data, path.name)
    return _of_lcov(data.decode("utf-8", "replace"), path.name)


def _text(data: bytes) -> bytes:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()


def _of_xml(root: ElementTree.Element, name: str) -> Lines:
    if tag(root) == "report":
        return _of_jacoco(root, name)
    if tag(root) != "coverage":
        raise ValueError(f"{name} is not {_WHAT}: its root is <{tag(root)}>")
    projects = [one for one in root if tag(one) in ("project", "testproject")]
    return _of_clover(projects[0], name) if projects else _of_cobertura(root, name)


def _of_cobertura(root: ElementTree.Element, name: str) -> Lines:
    """What its classes list and what its head declares: the worse of the two is believed."""
    ran: dict[tuple[str, str], bool] = {}
    for kind in named(root, "class"):
        place = kind.get("filename", "") or kind.get("name", "")
        for line in (one for part in kind if tag(part) == "lines" for one in part):
            key = (place, line.get("number", ""))
            ran[key] = ran.get(key, False) or number(line, "hits") > 0
    listed = (sum(ran.values()), len(ran))
    declared = (number(root, "lines-covered"), number(root, "lines-valid"))
    found = [one for one in (listed, declared) if one[1]]
    if not found:
        if root.get("lines-valid") == "0":
            return 0, 0
        raise ValueError(f"{name} counts no lines")
    return min(found, key=lambda one: one[0] / one[1])


def _of_clover(project: ElementTree.Element, name: str) -> Lines:
    metrics = next((one for one in project if tag(one) == "metrics"), None)
    if metrics is None or not (metrics.get("statements") or "").isdigit():
        raise ValueError(f"{name} has no <metrics> with statements")
    return number(metrics, "coveredstatements"), number(metrics, "statements")


def _of_jacoco(root: ElementTree.Element, name: str) -> Lines:
    counters = {one.get("type", ""): one for one in root if tag(one) == "counter"}
    counter = counters.get("LINE", counters.get("INSTRUCTION"))
    if counter is None:
        raise ValueError(f"{name} has no counter of lines at its end")
    covered = number(counter, "covered")
    return covered, covered + number(counter, "missed")


def _of_json(data: bytes, name: str) -> Lines:
    try:
        found = parse_json(data)
    except ValueError as error:
        raise ValueError(f"{name} is not JSON: {error}") from error
    totals = found.get("totals") if isinstance(found, dict) else None
    if isinstance(totals, dict):
        return _count(totals, "covered_lines", name), _count(totals, "num_statements", name)
    total = found.get("total") if isinstance(found, dict) else None
    if isinstance(total, dict) and isinstance(lines := total.get("lines"), dict):
        return _count(lines, "covered", name), _count(lines, "total", name)
    raise ValueError(f"{name} is not {_WHAT}: {_KNOWN}")


def _count(values: Mapping[str, Any], key: str, name: str) -> int:
    value = values.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name} has no number '{key}'")
    return value


def _of_lcov(text: str, name: str) -> Lines:
    """The lines of all records: what a record lists and what it declares, the worse of the two."""
    records: list[Lines] = []
    hits: dict[str, bool] = {}
    declared = {"LH": 0, "LF": 0}
    for line in text.splitlines():
        word, _, rest = line.strip().partition(":")
        if word == "DA":
            place, _, count = rest.partition(",")
            hits[place] = hits.get(place, False) or count.partition(",")[0].strip() not in ("0", "")
        elif word in ("LH", "LF") and rest.strip().isdigit():
            declared[word] = int(rest.strip()[:18])
        elif word == "end_of_record":
            listed = [sum(hits.values())] if hits else []
            listed += [declared["LH"]] if declared["LF"] else []
            records.append((min(listed, default=0), max(len(hits), declared["LF"])))
            hits, declared = {}, {"LH": 0, "LF": 0}
    if not records or hits:
        raise ValueError(f"{name} is not {_WHAT}: " + ("its last record is cut off" if hits else _KNOWN))
    return sum(ran for ran, _ in records), sum(valid for _, valid in records)
