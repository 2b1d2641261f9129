"""Packages and their licences, as environments, lock files and cargo name them."""

from __future__ import annotations

from collections.abc import Iterator
from email.errors import MessageError
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from mity.reading import read_bytes, read_text
from mity.scanners.files import ProjectFiles
from mity.scanners.licences import Package
from mity.text.data import parse_json

SITE_PACKAGES = ".venv/lib/python*/site-packages"
_LONGEST = 100
"""Letters of the field License: what is longer is the text of a licence and not its name."""
_CLASSIFIERS = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
}


def python_packages(project: Path) -> list[Package]:
    """What is installed in the project's environment. Raises OSError for metadata that cannot be read."""
    found = sorted(project.glob(f"{SITE_PACKAGES}/*.dist-info/METADATA"))
    return [_of_metadata(path, path.relative_to(project).parts[0]) for path in found]


def _of_metadata(path: Path, place: str) -> Package:
    try:
        fields = HeaderParser().parsestr(read_bytes(path).decode("utf-8", "replace"))
    except MessageError as error:
        raise OSError(0, str(error), str(path)) from error
    named = str(fields.get("License-Expression") or "").strip()
    rows = [row.rpartition(" :: ")[2] for row in fields.get_all("Classifier") or () if row.startswith("License ::")]
    classified = " AND ".join(dict.fromkeys(_CLASSIFIERS.get(row, row) for row in rows if row != "OSI Approved"))
    plain = str(fields.get("License") or "").strip()
    short = plain if len(plain) <= _LONGEST and "\n" not in plain and plain.upper() != "UNKNOWN" else ""
    return Package(str(fields.get("Name")), str(fields.get("Version")), named or classified or short, place)


def npm_packages(files: ProjectFiles, name: str) -> list[Package]:
    """What a lock file of npm lists. Raises OSError, ValueError for a file that names no licences."""
    data = parse_json(read_text(files.root / name))
    listed = data.get("packages") if isinstance(data, dict) else None
    if not isinstance(listed, dict):
        raise ValueError("it lists no packages with licences: write it again by npm 7 or newer")
    found = []
    for place, one in listed.items():
        if "node_modules/" in place and isinstance(one, dict) and not one.get("link"):
            package = str(one.get("name") or place.rpartition("node_modules/")[2])
            found.append(Package(package, str(one.get("version") or ""), npm_licence(one.get("license")), name))
    return found


def npm_licence(value: Any) -> str:
    """The licence that a package.json names, in its newer or its older form; empty for none."""
    if isinstance(value, dict):
        value = value.get("type")
    return value if isinstance(value, str) else ""


def cargo_packages(report: bytes, name: str) -> Iterator[Package]:
    """What `cargo metadata` prints, without the packages of the project. Raises ValueError."""
    data = parse_json(report)
    rows = data.get("packages") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise ValueError("cargo metadata lists no packages")
    for one in rows:
        if isinstance(one, dict) and one.get("source"):
            yield Package(str(one.get("name")), str(one.get("version")), str(one.get("license") or ""), name)
