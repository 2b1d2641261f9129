"""The schemas of Terraform's providers for Azure and Google Cloud, as the bindings of CDK for Terraform carry them.

The providers themselves are in no package registry. The bindings were made of their schemas: names of resources, blocks
and arguments, and which are required. `schema` fetches a package once a machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hcl2
import pytest
from filelock import FileLock
from platformdirs import user_cache_path

PACKAGES = {"azure": ("azurerm", "14.23.1"), "gcp": ("google", "16.12.1")}
"""The bindings for azurerm 4.55.0 and google 6.50.0."""
_CACHE = user_cache_path("mity-provider-schemas")
_DOCUMENTED = re.compile(r"docs/(resources|data-sources)/(\w+)#(\w+) ")
_WORDS = {"resource": "resources", "data": "data-sources"}
_META = {"count", "for_each", "depends_on", "provider", "lifecycle", "timeouts"}


def schema(cloud: str) -> Schema:
    """The schema of a cloud's provider; the test is skipped where its package is not to be had."""
    name, version = PACKAGES[cloud]
    place = _CACHE / f"{name}-{version}.json"
    _CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(_CACHE / "fetch.lock"):
        if not place.is_file():
            words = ["npm", "pack", "--silent", f"@cdktf/provider-{name}@{version}"]
            if subprocess.run(words, cwd=_CACHE, stdout=subprocess.DEVNULL).returncode:
                pytest.skip(f"npm does not bring @cdktf/provider-{name}")
            archive = _CACHE / f"cdktf-provider-{name}-{version}.tgz"
            with tarfile.open(archive) as files:
                described = files.extractfile("package/.jsii")
                assert described is not None
                place.write_bytes(described.read())
            archive.unlink()
    return Schema(name, json.loads(place.read_text(encoding="utf-8"))["types"])


class Schema:
    """What a provider knows of resources and data, by their names without the provider's own."""

    def __init__(self, provider: str, types: Mapping[str, Any]) -> None:
        self._types = types
        self._mine = f"@cdktf/provider-{provider}."
        self._prefix = f"{provider}_"
        self._tops: dict[tuple[str, str], str] = {}
        for name, one in types.items():
            documented = _DOCUMENTED.search(json.dumps(one.get("properties", ())))
            if documented and "cdktf.TerraformMetaArguments" in one.get("interfaces", ()):
                self._tops.setdefault((documented[1], documented[2]), name)

    def misfits(self, folder: Path) -> tuple[int, list[str]]:
        """How many arguments and blocks the files below a folder have, and what of them the provider does not know."""
        found: list[str] = []
        count = 0
        for path in sorted(folder.rglob("*.tf")):
            with path.open(encoding="utf-8") as file:
                data = hcl2.load(file)
            for kind, name, title, body in _blocks(data):
                if not name.startswith(self._prefix):
                    continue
                at = f"{path.relative_to(folder)}: {name}.{title}"
                top = self._tops.get((_WORDS[kind], name.removeprefix(self._prefix)))
                if top is None:
                    found.append(f"{at}: there is no such {kind}")
                    continue
                for wrong in self._body(at, top, body):
                    count += wrong == ""
                    found += [wrong] if wrong else []
        return count, found

    def _body(self, at: str, name: str, body: Mapping[str, Any]) -> Iterator[str]:
        """An empty text for each argument that is known, a sentence for each misfit."""
        known = self._arguments(name)
        given = list(_arguments(body))
        for argument, inner in given:
            if argument in _META:
                continue
            if argument not in known:
                yield f"{at}: there is no argument {argument}"
                continue
            yield ""
            below = self._below(known[argument])
            for one in inner if below else ():
                yield from self._body(f"{at}.{argument}", below, one)
        lacking = {one for one, about in known.items() if not about.get("optional")} - {one for one, _ in given}
        yield from (f"{at}: {one} is required" for one in sorted(lacking))

    def _arguments(self, name: str) -> dict[str, Any]:
        rows = self._types[name].get("properties", ())
        named = ((_DOCUMENTED.search(json.dumps(one.get("docs", {}))), one) for one in rows)
        return {match[3]: one for match, one in named if match}

    def _below(self, argument: Mapping[str, Any]) -> str:
        """The type of what is in a block; empty for what is none."""
        named = re.findall(r'"fqn": "([^"]+)"', json.dumps(argument.get("type", {})))
        return next((one for one in named if one.startswith(self._mine)), "")


def _blocks(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    for kind in _WORDS:
        for one in data.get(kind, ()):
            for name, titled in one.items():
                yield from ((kind, name.strip('"'), title.strip('"'), body) for title, body in titled.items())


def _arguments(body: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The arguments and blocks of a body, those by `dynamic` too, with what is in the blocks."""
    for name, value in body.items():
        if name.startswith("__"):
            continue
        rows = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        if name != "dynamic":
            yield name.strip('"'), rows
            continue
        for one in rows:
            for block, made in one.items():
                yield block.strip('"'), [inner for inner in made.get("content", ()) if isinstance(inner, dict)]
