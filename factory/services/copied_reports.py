"""Reports that nobody wrote in this run: copies of a file that was there before, or ones that tell an earlier time."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mity.reading import Unfit, read_bytes
from mity.stacks.report_xml import MOST_BYTES
from mity.system.trees import digest, names

_TIMES = re.compile(
    rb"\b(?:timestamp|start|finish|run-date|started|finished)=[\"']"
    rb"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?[^\"']{0,40}|1\d{9}(?:\d{3})?(?:\.\d{1,9})?)[\"']"
)
_SPACE = re.compile(rb"\s+")
_MOST_COMPARED = 4 << 20
_HEAD = 1 << 20
_OWN = ".mity"
_REPORTS = frozenset({".xml", ".tap", ".trx", ".txt", ".log", ".tmpl", ".in", ""})
"""What a kept report may be called, so that not each file of a project is read."""
_SLACK_S = 120.0
_DIGITS_OF_SECONDS = 10
_NO_ZONE_S = 26 * 3600.0
"""A time without a zone may be that of any."""


def not_of_this_run(root: Path, reports: Iterable[Path], ignore: Iterable[str], began: float) -> str:
    """Why a report is none of the command that began at that time (seconds since 1970), or an empty string."""
    reports = list(reports)
    ended = time.time()
    other = (f"{one.name} tells of a run at {found}" for one in reports if (found := _other_time(one, began, ended)))
    return next(other, "") or _copied(root, reports, ignore, began)


def _copied(root: Path, reports: list[Path], ignore: Iterable[str], began: float) -> str:
    sizes = {one.stat().st_size: one for one in reports if one.is_file()}
    plain = {_plain(one): one for one in reports if one.is_file()}
    files = {(info.st_dev, info.st_ino) for info in (one.lstat() for one in sizes.values()) if info.st_nlink > 1}
    own = set(reports)
    for name in names(root, ignore) if sizes else ():
        if name.startswith(f"{_OWN}/"):  # earlier reports moved aside; a runner without times writes the same again
            continue
        with suppress(OSError):  # gone since it was listed
            info = os.lstat(f"{root}/{name}")
            linked = (info.st_dev, info.st_ino) in files  # which makes it newer
            if not linked and info.st_ctime >= began:
                continue
            report = sizes.get(info.st_size)
            alike = any(size // 2 <= info.st_size <= size * 2 for size in sizes)
            path = root / name
            if (report is None and not alike) or path in own or not path.is_file():
                continue
            if report is not None and digest(path) == digest(report):
                return f"{report.name} has the bytes of {name}, which was there before the tests ran"
            if alike and path.suffix.lower() in _REPORTS and (report := plain.get(_plain(path))) is not None:
                return f"{report.name} says what {name} says, which was there before the tests ran"
    return ""


def _plain(path: Path) -> bytes:
    """A report without its space, by which a copy is known that somebody laid out anew; a name where it is too long."""
    try:
        data = read_bytes(path, _MOST_COMPARED)
    except (Unfit, OSError):
        return bytes(path)
    return _SPACE.sub(b"", data) or bytes(path)


def _other_time(report: Path, began: float, ended: float) -> str:
    """The newest time that a report tells, if that is before the command began or after it ended."""
    try:
        head = read_bytes(report, MOST_BYTES)[:_HEAD]
    except (Unfit, OSError):
        return ""
    texts: list[str] = [text.decode("ascii", "replace") for text in _TIMES.findall(head)]
    told = [(when, text) for text in texts if (when := _seconds(text))]
    newest = max(told, default=None)
    if newest is None or began - _SLACK_S <= newest[0] <= ended + _SLACK_S + 2 * _NO_ZONE_S:
        return ""
    return newest[1]


def _seconds(text: str) -> float:
    """The time in seconds since 1970, the latest that it can be; 0 for none."""
    if text[:10].isdecimal():
        return float(text) / (1000 if len(text.partition(".")[0]) > _DIGITS_OF_SECONDS else 1)
    try:
        when = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return 0.0
    return when.timestamp() if when.tzinfo else when.replace(tzinfo=UTC).timestamp() + _NO_ZONE_S
