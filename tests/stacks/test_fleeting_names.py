"""A test whose name holds something of the run itself is the same test in the next run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from mity.stacks.test_reports import read_junit

NOW = datetime.now(UTC)
LATER = NOW + timedelta(seconds=95)


def names(folder: Path, *said: str) -> frozenset[str]:
    cases = "".join(f'<testcase classname="t" name="{one}"/>' for one in said)
    (folder / "junit.xml").write_text(f"<testsuite>{cases}</testsuite>", encoding="utf-8")
    return read_junit([folder / "junit.xml"]).known


def forms(when: datetime, port: int, folder: str) -> list[str]:
    return [
        f"carries, not {when:%a %b %d %Y %H:%M:%S} GMT+0000 (Coordinated Universal Time)",
        f"at {when.isoformat()}",
        f"at {when:%Y-%m-%d %H:%M:%S.%f}",
        f"at {when:%Y-%m-%dT%H:%M:%S}Z",
        f"on {format_datetime(when, usegmt=True)}",
        f"since {when.timestamp():.6f}",
        f"since {int(when.timestamp() * 1000)}",
        f"calls http://127.0.0.1:{port}/items",
        f"reads /tmp/{folder}/config.toml",
    ]


def test_moments_ports_and_folders_of_a_run_are_no_part_of_a_name(tmp_path: Path) -> None:
    first = names(tmp_path, *forms(NOW, 43121, "tmpa1b2c3d4"))
    second = names(tmp_path, *forms(LATER, 38007, "tmp9z8y7x6w"))
    assert first ^ second == frozenset()
    assert len(first) == 9


def test_dates_and_numbers_that_the_test_itself_names_are_kept(tmp_path: Path) -> None:
    first = names(tmp_path, "d[2024-02-29]", "d[1999-12-31T23:59:59Z]", "d[1709164800]", "d[9999999999]", "d[8080]")
    second = names(tmp_path, "d[2024-02-28]", "d[1999-12-31T23:59:58Z]", "d[1709164801]", "d[9999999998]", "d[8081]")
    assert not first & second
