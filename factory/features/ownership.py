"""Which files of an application are mity's, and what they were when it wrote them."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from mity.changes.record import of_project
from mity.errors import UsageError
from mity.features.grammar import feature
from mity.features.model import FeatureSpec
from mity.projects.app_record import BASES_FILE, OWNERSHIP_FILE
from mity.reading import MOST
from mity.text.data import parse_json
from mity.text.records import dataclass, field


@dataclass(frozen=True, slots=True)
class Owned:
    """A file that mity wrote: from which template, for which feature, its digest then and that of the bare render.

    `role` is code, test, migration, derived or record.
    """

    template: str
    sha256: str
    feature: str = ""
    role: str = ""
    rendered: str = ""

    def to_json(self) -> dict[str, str]:
        """Plain data without what is empty."""
        rows = {"template": self.template, "sha256": self.sha256, "feature": self.feature, "role": self.role}
        return {key: value for key, value in {**rows, "rendered": self.rendered}.items() if value}


@dataclass(slots=True)
class Ownership:
    """All that is owned, the features as they were last made, and the texts that merges start from."""

    files: dict[str, Owned] = field(default_factory=dict)
    features: dict[str, dict[str, Any]] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, owned: bytes | None, bases: bytes | None) -> Ownership:
        """What the two files say; None stands for a file that is not there. Raises UsageError."""
        data, texts = _mapping(owned, OWNERSHIP_FILE), _mapping(bases, BASES_FILE)
        try:
            names = ("template", "sha256", "feature", "role", "rendered")
            files = {
                str(path): Owned(**{name: str(row[name]) for name in names if name in row})
                for path, row in data.get("files", {}).items()
            }
            found = cls(files, dict(data.get("features", {})), {str(k): str(v) for k, v in texts.items()})
        except (TypeError, KeyError, AttributeError) as error:
            raise UsageError(f"{OWNERSHIP_FILE} is damaged: take it back from git") from error
        if strange := [path for path in files if not of_project(path)]:
            raise UsageError(f"{OWNERSHIP_FILE} names {strange[0]!a}, which is no file of the application")
        return found

    @property
    def specs(self) -> dict[str, FeatureSpec]:
        """The features as they were last made, by name."""
        return {name: feature(row["spec"], OWNERSHIP_FILE) for name, row in self.features.items()}

    def of(self, name: str) -> dict[str, Owned]:
        """The files of a feature."""
        return {path: owned for path, owned in self.files.items() if owned.feature == name}

    def base(self, path: str) -> str | None:
        """The text of a file as mity last wrote it; None when it was not kept, or is not that text."""
        owned = self.files.get(path)
        packed = self.bases.get(owned.sha256) if owned else None
        text = _unpacked(packed) if packed else None
        return text if owned and text is not None and digest(text.encode("utf-8")) == owned.sha256 else None

    def own(self, path: str, owned: Owned, text: str) -> None:
        """Records a file with the text it has now."""
        self.files[path] = owned
        self.bases[owned.sha256] = base64.b85encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")

    def forget(self, path: str) -> None:
        """A file is not mity's any more."""
        self.files.pop(path, None)

    def dump(self) -> tuple[bytes, bytes]:
        """The two files."""
        wanted = {owned.sha256 for owned in self.files.values()}
        bases = {key: value for key, value in self.bases.items() if key in wanted}
        rows = {path: owned.to_json() for path, owned in self.files.items()}
        return _json({"schema": 1, "files": rows, "features": self.features}), _json(bases)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _unpacked(packed: str) -> str | None:
    """The text of a base, at most as long as a file that is read whole; None for what is none."""
    try:
        unzip = zlib.decompressobj()
        data = unzip.decompress(base64.b85decode(packed), MOST)
        return data.decode("utf-8") if unzip.eof else None
    except (ValueError, zlib.error):
        return None


def _mapping(data: bytes | None, name: str) -> Mapping[str, Any]:
    try:
        found = parse_json(data) if data else {}
    except ValueError as error:
        raise UsageError(f"{name} is damaged: take it back from git") from error
    if not isinstance(found, dict):
        raise UsageError(f"{name} is damaged: take it back from git")
    return found


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, sort_keys=True) + "\n").encode()
