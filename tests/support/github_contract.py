"""GitHub as its published OpenAPI document describes it: judges every request, answers with the document's examples."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import tarfile
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator
from platformdirs import user_cache_path
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

PACKAGE, VERSION = "@octokit/openapi", "23.0.2"
_DELIVERIES = "@octokit/webhooks-examples@7.6.1"
_MEMBER = "package/generated/api.github.com.json"
_TEXT = "application/vnd.github.diff"
_DIFF = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"


@functools.cache
def document() -> dict[str, Any]:
    """GitHub's OpenAPI document, fetched once a machine with npm. Raises CalledProcessError, FileNotFoundError."""
    told: dict[str, Any] = _fetched(f"{PACKAGE}@{VERSION}", _MEMBER, f"github-{VERSION}.json")
    return told


def deliveries() -> list[dict[str, Any]]:
    """GitHub's own examples of deliveries by event; raises the same."""
    told: list[dict[str, Any]] = _fetched(_DELIVERIES, "package/api.github.com/index.json", "github-deliveries.json")
    return told


def _fetched(package: str, member: str, name: str) -> Any:
    """The JSON of a member of a package, kept under a name."""
    kept = user_cache_path("mity-forge") / name
    if not kept.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("npm")
        kept.parent.mkdir(parents=True, exist_ok=True)
        words = [npm, "pack", "--silent", package]
        done = subprocess.run(words, cwd=kept.parent, check=True, capture_output=True, text=True)
        archive = kept.parent / done.stdout.split()[-1]
        with tarfile.open(archive) as packed:
            content = packed.extractfile(member)
            assert content is not None
            part = kept.with_suffix(".part")
            part.write_bytes(content.read())
        part.replace(kept)
        archive.unlink()
    return json.loads(kept.read_text(encoding="utf-8"))


class GitHubContract:
    """Carries out nothing: `violations` are the requests that the document does not allow, `operations` those asked."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._document = found
        resource = Resource.from_contents(found, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("urn:github", resource)
        self._paths = [(_pattern(path), path) for path in found["paths"]]
        self.violations: list[str] = []
        self.operations: set[str] = set()

    def answer(self, method: str, url: str, body: Any, accept: str) -> tuple[int, Any]:
        """The status and the example that the document has for a request."""
        parts = urlsplit(url)
        path = parts.path.removeprefix("/api/v3")
        found = self._operation(method, path)
        if found is None:
            self.violations.append(f"{method} {path}: there is no such operation")
            return 404, {"message": "Not Found"}
        self.operations.add(found["operationId"])
        self._judge_query(f"{method} {path}", found, dict(parse_qsl(parts.query)))
        self._judge_body(f"{method} {path}", found, body)
        if accept == _TEXT:
            return 200, _DIFF
        return self._example(found)

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        fitting = [name for pattern, name in self._paths if pattern.fullmatch(path)]
        for name in sorted(fitting, key=lambda name: name.count("{")):
            if (found := self._document["paths"][name].get(method.lower())) is not None:
                return dict(found)
        return None

    def _judge_query(self, what: str, operation: dict[str, Any], query: dict[str, str]) -> None:
        known = {
            one["name"]: one for one in map(self._resolved, operation.get("parameters", ())) if one["in"] == "query"
        }
        for name, value in query.items():
            if name not in known:
                self.violations.append(f"{what}: the query has no member {name}")
                continue
            kind = known[name]["schema"].get("type")
            self._judge(f"{what}?{name}", known[name]["schema"], int(value) if kind == "integer" else value)

    def _judge_body(self, what: str, operation: dict[str, Any], body: Any) -> None:
        if "requestBody" not in operation:
            if body is not None:
                self.violations.append(f"{what}: no body is expected")
            return
        schema = self._resolved(operation["requestBody"])["content"]["application/json"]["schema"]
        if body is None and not operation["requestBody"].get("required"):
            return
        self._judge(what, schema, body)
        named = self._resolved(schema).get("properties")
        if named is not None and isinstance(body, dict) and (strange := set(body) - set(named)):
            self.violations.append(f"{what}: the body has no member {', '.join(sorted(strange))}")

    def _judge(self, what: str, schema: Any, value: Any) -> None:
        validator = Draft202012Validator(_absolute(schema), registry=self._registry)
        self.violations += [f"{what}: {error.message}" for error in validator.iter_errors(value)]

    def _example(self, operation: dict[str, Any]) -> tuple[int, Any]:
        for status, told in operation["responses"].items():
            if status.startswith("2"):
                content = self._resolved(told).get("content", {}).get("application/json", {})
                examples = content.get("examples") or {}
                if examples:
                    return int(status), self._value(next(iter(examples.values())))
                return int(status), None
        raise AssertionError(f"{operation['operationId']} never succeeds")

    def _value(self, example: Any) -> Any:
        """The value of an example, which may be a reference to another example."""
        found = self._resolved(example)
        while isinstance(found, dict) and isinstance(found.get("value"), dict | list):
            found = self._resolved(found["value"])
        return found

    def _resolved(self, node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            found: Any = self._document
            for word in node["$ref"].removeprefix("#/").split("/"):
                found = found[word.replace("~1", "/").replace("~0", "~")]
            node = found
        return node


def _pattern(path: str) -> re.Pattern[str]:
    """A path of the document as a pattern; what it names may hold any character but a slash."""
    words = re.split(r"(\{[^}]+\})", unquote(path))
    return re.compile("".join("[^/]+" if word.startswith("{") else re.escape(word) for word in words))


def _absolute(schema: Any) -> Any:
    """A part of the document whose references lead into it from anywhere."""
    if isinstance(schema, dict):
        return {
            key: f"urn:github{value}" if key == "$ref" and isinstance(value, str) else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema
