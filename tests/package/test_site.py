"""The documents build into a site without a warning, and every command has its part in it and a manual page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mity.cli.group import VERBS

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.rotation("site", of=2), pytest.mark.timeout(300)]


def built(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    return subprocess.run(words, cwd=source, capture_output=True, text=True)


def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = built(ROOT, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert "WARNING -" not in done.stderr
    for page in (ROOT / "docs").glob("*.md"):
        html = (tmp_path / "site" / f"{page.stem}.html").read_text(encoding="utf-8")
        assert re.findall(r'(?:src|rel="stylesheet" href)="https?:[^"]*"', html) == [], page.name
    commands = (tmp_path / "site" / "command-line.html").read_text(encoding="utf-8")
    headings = set(re.findall(r"<h[2-6][^>]*>mity ([^<]*)<", commands))
    assert set(VERBS) <= headings
    assert {"workflow validate", "runs list"} <= headings


def test_every_document_is_named_on_the_first_page() -> None:
    text = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert {page for page in pages if f"]({page})" not in text} == set()


def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "docs" / "index.md").write_text("# One\n\nSee [two](two.md).\n", encoding="utf-8")
    done = built(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert "two.md" in done.stderr


def test_every_command_has_a_manual_page_whose_examples_keep_their_lines(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "manual_pages.py", tmp_path], capture_output=True, text=True, check=True
    )
    pages = {page.stem: page.read_text(encoding="utf-8") for page in (tmp_path / "man1").glob("*.1")}
    assert f"{len(pages)} manual pages" in done.stdout
    assert {f"mity-{name}" for name in VERBS} | {"mity", "mity-workflow-validate"} <= set(pages)
    assert "\b" not in "".join(pages.values())
    assert ".nf\nmity create-app shop --stack python-fastapi\n" in pages["mity"]
