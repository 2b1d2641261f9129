"""Libraries of tests that a script of the project changed where they are installed: what they say is its own."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest
from test_unfit_lists import written

from mity.stacks.agreement.altered import altered_node, altered_python
from rows import each

FILES = {"index.js": "exports.expect = check\n", "lib/a.js": "check()\r\n", "package.json": '{"name": "chai"}'}


def installed(root: Path, cache: Path) -> None:
    """chai in `node_modules`, with its archive in npm's cache."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, text in FILES.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    number = hashlib.sha512(data.getvalue())
    place = cache / "_cacache/content-v2/sha512" / number.hexdigest()[:2] / number.hexdigest()[2:4]
    place.mkdir(parents=True)
    (place / number.hexdigest()[4:]).write_bytes(data.getvalue())
    integrity = f"sha512-{base64.b64encode(number.digest()).decode()}"
    packages = {"node_modules/chai": {"integrity": integrity}, "node_modules/ava": {"integrity": "sha512-AAAA"}}
    lock = {"node_modules/.package-lock.json": json.dumps({"packages": packages})}
    written(root, {**lock, **{f"node_modules/chai/{name}": text for name, text in FILES.items()}})


@each(
    "path, text, told",
    [
        ("lib/a.js", "", "lib/a.js"),
        ("index.js", None, "index.js"),
        ("lib/a.js", "check()\n", ""),
        ("package.json", "{}", ""),
        ("more.js", "x", ""),
    ],
)
def test_a_file_of_a_package_of_node_that_was_changed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, text: str | None, told: str
) -> None:
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    installed(tmp_path / "app", tmp_path / "cache")
    file = tmp_path / "app/node_modules/chai" / path
    file.unlink(missing_ok=True)
    if text is not None:
        file.write_text(text)
    said = [f"chai is not as its registry has it ({told})"] if told else []
    assert list(altered_node(tmp_path / "app", ["ava", "chai", "mocha"])) == said


@each(
    "text, told", [("def raises(): ...\n", ""), ("def raises(): pass\n", "pytest/__init__.py"), (None, "__init__.py")]
)
def test_a_file_of_pytest_that_was_changed_is_told(tmp_path: Path, text: str | None, told: str) -> None:
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"def raises(): ...\n").digest()).decode().rstrip("=")
    rows = f"pytest/__init__.py,sha256={digest},18\n../../../bin/pytest,sha256=x,1\npytest/py.typed,,\n"
    place = ".venv/lib/python3.11/site-packages"
    written(tmp_path, {f"{place}/pytest-8.0.0.dist-info/RECORD": rows})
    if text is not None:
        written(tmp_path, {f"{place}/pytest/__init__.py": text})
    assert list(altered_python(tmp_path)) == ([f"pytest is not as its registry has it ({told})"] if told else [])
