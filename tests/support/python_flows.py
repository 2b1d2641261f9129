"""Packages that bring workflows of Python, as pip leaves them."""

from __future__ import annotations

import textwrap

from harness import Mity


def install(mity: Mity, text: str, name: str = "flows") -> None:
    """Lets this mity find a package of one module, whose workflows are its entry point."""
    folder = mity.home / f"site-{name}"
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / f"{name}.py").write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[mity.workflows]\n{name} = {name}\n", encoding="utf-8")
    before = mity.env.get("PYTHONPATH")
    mity.env["PYTHONPATH"] = f"{folder}:{before}" if before else str(folder)
