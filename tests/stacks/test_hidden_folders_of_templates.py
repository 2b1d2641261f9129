"""What of a template is looked at before anything of it is believed: every file but those of git and of Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from mity.errors import UsageError
from mity.system.template_source import Source
from rows import each


@each(
    ("folder", "refused"),
    [
        (".git", ""),
        ("a/__pycache__", ""),
        ("a", "leads out of the template"),
        ("hooks/.git.d", "leads out of the template"),
    ],
)
def test_a_link_that_leads_out_is_refused_where_mity_reads(tmp_path: Path, folder: str, refused: bool) -> None:
    root = tmp_path / "template"
    place = root / folder
    place.mkdir(parents=True)
    (root / "cookiecutter.json").write_text("{}")
    (place / "inside").symlink_to(root / "cookiecutter.json")
    Source(root, "mine").check()
    (place / "outside").symlink_to(tmp_path / "elsewhere")
    if not refused:
        Source(root, "mine").check()
        return
    with pytest.raises(UsageError, match=r"outside in the template mine .*: mity does not render it"):
        Source(root, "mine").check()
