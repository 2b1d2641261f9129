"""Nothing under a copyleft licence is imported: mity is MIT, and so are what it may be built upon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest

PERMISSIVE = re.compile(
    r"^(MIT|MIT-CMU|BSD|BSD-[23]-Clause|Apache-2\.0|ISC|PSF-2\.0|0BSD|Unlicense|Zlib|CNRI-Python|Python-2\.0)$",
    re.IGNORECASE,
)
NAMES = (
    *((r"\bMIT\b", "MIT"), (r"\bBSD\b|3-Clause|2-Clause", "BSD"), (r"Apache", "Apache-2.0"), (r"\bISC\b", "ISC")),
    *((r"Python Software Foundation|\bPSF", "PSF-2.0"), (r"public domain|Unlicense", "Unlicense")),
)
"""How licences are named in classifiers and free text, and what that is."""
KNOWN = {
    "certifi": "MPL-2.0: asks for changes of its own files only, and is used as it is published",
    "cookiecutter": "BSD-3-Clause by its licence file; its metadata name none",
    "text-unidecode": "Artistic or GPL, at one's choice; cookiecutter loads it, in a process of its own",
}
"""Distributions whose metadata do not settle it, and why they may be used."""


def runtime(name: str = "mity", extras: tuple[str, ...] = ("fast",)) -> Iterator[Distribution]:
    """What mity needs to run, and what that needs in turn."""
    seen: set[str] = set()
    wanted = [name]
    while wanted:
        one = distribution(wanted.pop())
        yield one
        for line in one.requires or ():
            word, _, marker = line.partition(";")
            extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
            owner = re.split(r"[\s<>=!~\[(]", word.strip())[0].lower().replace("_", "-")
            if owner in seen or (extra and (one.name != "mity" or extra[1] not in extras)):
                continue
            seen.add(owner)
            try:
                distribution(owner)
            except PackageNotFoundError:
                continue  # for another system or another Python
            wanted.append(owner)


def licences(one: Distribution) -> set[str]:
    """The licences of a distribution by their SPDX names, however it tells them."""
    meta = one.metadata
    if expression := meta.get("License-Expression"):
        return {word for word in re.split(r"[\s()]+", expression) if word and word.upper() not in ("AND", "OR", "WITH")}
    told = [line for line in meta.get_all("Classifier") or () if line.startswith("License ::")] or [
        meta.get("License") or ""
    ]
    found = {spdx for text in told for pattern, spdx in NAMES if re.search(pattern, text, re.IGNORECASE)}
    return found or {(told[0].splitlines() or ["unknown"])[0]}


def test_every_library_is_under_a_permissive_licence() -> None:
    found = {one.name.lower(): licences(one) for one in runtime()}
    wrong = {name: sorted(names) for name, names in found.items() if not all(map(PERMISSIVE.match, names))}
    assert wrong.keys() == KNOWN.keys(), wrong


def test_the_closure_is_looked_at() -> None:
    names = {one.name.lower() for one in runtime()}
    assert {"mity", "click", "cookiecutter", "gitdb", "smmap", "pydantic_core", "uv"} <= names
    assert not {"merge3", "pytest"} & names


@pytest.mark.parametrize(
    "licence", ["GPL-2.0-or-later", "GNU General Public License (GPL)", "AGPL-3.0", "LGPL", "unknown"]
)
def test_copyleft_and_what_nobody_knows_are_found(licence: str) -> None:
    assert not PERMISSIVE.match(licence)
