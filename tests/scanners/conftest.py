"""A project, and scripts in the place of scanners."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Mity
from scanner_scripts import Scripts


@pytest.fixture
def scripts(mity: Mity, tmp_path: Path) -> Scripts:
    """Scanners for secrets that find nothing, and a project with one file of text."""
    (mity.workspace / "notes.txt").write_text("nothing to hide\n")
    return Scripts(mity, tmp_path / "scanners")
