"""Everything that comes with mity has a licence under which it may be passed on with an MIT program.

The closure of the dependencies and of all extras but `test` is looked at: what only tests start is not passed on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from house import ROOT
from packaging.requirements import Requirement

from rows import each

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PERMISSIVE = {
    *("mit", "mit-0", "mit license", "isc", "isc license (iscl)", "0bsd", "unlicense"),
    *("bsd", "bsd license", "bsd-2-clause", "bsd-3-clause", "3-clause bsd license"),
    *("apache-2.0", "apache 2.0", "apache software license", "apache license 2.0"),
    *("psf-2.0", "psfl", "python software foundation license"),
    # Copyleft of single files: it binds who changes them, and mity imports them unchanged from their own package.
    *("mpl-2.0", "mozilla public license 2.0 (mpl 2.0)"),
    # Asks only that a changed version says so; the package below is imported unchanged, by another library.
    "artistic license",
}
LIBRARIES = {"psycopg": "lgpl-3.0-only", "psycopg-binary": "lgpl-3.0-only"}
"""Of the extra `engine` alone, by decision: the lesser licence lets any program use the library. mity imports it
unmodified, whoever wants the extra installs it from its own package, and it is never bundled with mity."""
CHOICE = {"text-unidecode": "artistic license", "python-dateutil": "bsd license"}
"""Packages under one of several licences by choice, which classifiers cannot say: the one we take."""
BY_TEXT = {
    "cookiecutter": "Redistribution and use in source and binary forms, with or\nwithout modification",
    "agent-client-protocol": "Apache License\n                           Version 2.0, January 2004",
}
"""Packages whose metadata name no licence: words of the licence, BSD and Apache, in their licence file."""
NO_LICENCE = ("DFSG approved", "OSI Approved", "UNKNOWN")
"""What stands in the place of a licence and names none; old build tools write the last where nothing was stated."""


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", Requirement(requirement).name).lower()


def wanted(lines: list[str], extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    """The requirements that hold on this machine, with the extras they ask for."""
    for line in lines:
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield name_of(line), set(one.extras)


def closure() -> dict[str, Distribution]:
    """Every distribution that is installed because mity needs it."""
    extras = [line for name, lines in PROJECT["optional-dependencies"].items() if name != "test" for line in lines]
    waiting = list(wanted([*PROJECT["dependencies"], *extras], set()))
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        name, asked = waiting.pop()
        if (name, tuple(sorted(asked))) in seen:
            continue
        seen.add((name, tuple(sorted(asked))))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is a dependency and is not installed: `pip install -e .[test]`")
        waiting += wanted(found[name].requires or [], asked)
    return found


def licences(one: Distribution) -> list[str]:
    """What a distribution says of its licence: every name in it must be permitted; empty when it says nothing."""
    name = one.metadata["Name"].lower()
    if name in CHOICE:
        return [CHOICE[name]]
    if expression := one.metadata["License-Expression"]:
        return [expression]
    rows = [row for row in one.metadata.get_all("Classifier") or () if row.startswith("License ::")]
    classified = [row.rpartition(" :: ")[2] for row in rows]
    stated = [one.metadata["License"]] if one.metadata["License"] else []
    return [text for text in (*stated, *classified) if text not in NO_LICENCE]


def permitted(expression: str) -> bool:
    """True when an SPDX expression, or a name, leaves a permissive choice."""
    return any(
        all(part.strip(" ()").lower() in PERMISSIVE or part.strip().lower() in PERMISSIVE for part in choice)
        for choice in (option.split(" AND ") for option in expression.split(" OR "))
    )


def judged(one: Distribution) -> str:
    """Why a distribution must not come with mity, or an empty string."""
    name = one.metadata["Name"].lower()
    if words := BY_TEXT.get(name):
        texts = [file.read_text() for file in one.files or () if "LICENSE" in file.name.upper()]
        return "" if any(words in text for text in texts) else f"{name}: its licence file changed"
    found = licences(one)
    if LIBRARIES.get(name) in [text.lower() for text in found]:
        return ""
    if not found:
        return f"{name}: says nothing of its licence"
    return "".join(f"{name}: {text[:60]}" for text in found if not permitted(text))


def test_what_comes_with_mity_is_permissive() -> None:
    found = closure()
    assert {"click", "markupsafe", "text-unidecode", "smmap", "uv"} <= found.keys(), "the walk goes all the way down"
    assert [reason for one in found.values() if (reason := judged(one))] == []


@each(
    ("expression", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("GPL-2.0-or-later OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPLv2+", False),
        ("GNU General Public License v2 or later (GPLv2+)", False),
        ("LGPL-3.0-or-later", False),
        ("AGPL-3.0", False),
        ("UNKNOWN", False),
        ("", False),
    ],
)
def test_the_list_lets_nothing_else_through(expression: str, may: bool) -> None:
    assert permitted(expression) is may


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ("License: MIT\n", ""),
        ("License-Expression: GPL-3.0-or-later\n", "example: GPL-3.0-or-later"),
        (
            "License: MIT\nClassifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)\n",
            "example: GNU General Public License v3 (GPLv3)",
        ),
        ("", "example: says nothing of its licence"),
    ],
)
def test_a_package_is_judged_by_all_that_it_says(
    tmp_path_factory: pytest.TempPathFactory, metadata: str, reason: str
) -> None:
    folder = tmp_path_factory.mktemp("site") / "example-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: example\nVersion: 1\n{metadata}")
    assert judged(Distribution.at(folder)) == reason
