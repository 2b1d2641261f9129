"""A release is the same bytes from the same commit, with a bill of materials, digests and a statement of its origin."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from building import ROOT, call, once
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from sigstore_root import Root, text

pytestmark = [pytest.mark.slow, pytest.mark.rotation("release", of=2), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases of one commit, from two clones whose files have other times and modes."""
    base = tmp_path_factory.mktemp("release")
    for number, name in enumerate(("one", "two")):
        call("git", "clone", "--quiet", ROOT, base / f"clone {name}")
        if number:
            (base / f"clone {name}" / "README.md").touch()
            (base / f"clone {name}" / "left over.py").write_text("x = 1\n")
            (base / f"clone {name}" / "LICENSE").chmod(0o600)
        call(sys.executable, base / f"clone {name}" / ".ci" / "release.py", base / name)
    return base / "one", base / "two"


def test_two_builds_of_one_commit_are_the_same_bytes(releases: tuple[Path, Path]) -> None:
    one, two = releases
    assert sorted(path.name for path in one.iterdir()) == sorted(path.name for path in two.iterdir())
    assert [path.name for path in one.iterdir() if path.read_bytes() != (two / path.name).read_bytes()] == []
    (sdist,) = one.glob("*.tar.gz")
    with tarfile.open(sdist) as files:
        assert {(member.uid, member.uname) for member in files} == {(0, "")}
        assert not [member.name for member in files if "left over" in member.name]


def test_digests_and_origin_name_every_file(releases: tuple[Path, Path]) -> None:
    one, _ = releases
    sums = dict(reversed(line.split("  ")) for line in (one / "SHA256SUMS").read_text().splitlines())
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in one.iterdir()
        if path.name not in ("SHA256SUMS", "provenance.intoto.json")
    }
    said = json.loads((one / "provenance.intoto.json").read_text())
    assert {row["name"]: row["digest"]["sha256"] for row in said["subject"]} == sums
    (source,) = said["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert source["digest"]["gitCommit"] == call("git", "rev-parse", "HEAD", cwd=ROOT).strip()


def test_the_bill_of_materials_is_valid_and_holds_what_an_installation_brings(releases: tuple[Path, Path]) -> None:
    text = (releases[0] / "mity.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    named = {row["name"].lower(): row for row in bill["components"]}
    assert bill["metadata"]["component"]["name"] == "mity"
    assert {"click", "pydantic", "gitpython", "smmap"} <= set(named)
    assert all(row["purl"].startswith("pkg:pypi/") for row in named.values())
    unnamed = {name for name, row in named.items() if not row.get("licenses")}
    assert unnamed <= {"cookiecutter"}, "its metadata names its licence in a form that the tool does not know"
    assert "file:" not in text


WORKFLOW = "https://github.com/OWNER/mity/.github/workflows/release.yml@refs/tags/v0.1.0"
ISSUER = "https://token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def verifier(shared: Path) -> Path:
    """The program that SECURITY.md names, in an environment of its own."""

    def make(folder: Path) -> None:
        call(sys.executable, "-m", "uv", "venv", "--quiet", "--relocatable", folder / "venv")
        (wanted,) = re.findall(r"pip install '(sigstore[^']*)'", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
        python = folder / "venv" / "bin" / "python"
        call(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, wanted)

    return once(shared / "sigstore", make) / "venv" / "bin" / "sigstore"


def verified(verifier: Path, folder: Path, root: Root, bundle: dict[str, Any], name: str) -> tuple[int, str]:
    """How the documented line ends for a file in `folder` where `root` is what is trusted; there is no network."""
    (line,) = re.findall(r"^sigstore (verify .*)$", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)
    (folder / "trust.json").write_text(json.dumps(root.trust()))
    (folder / "mity.sigstore.json").write_text(json.dumps(bundle))
    words = [name if word.endswith(".whl") else word for word in shlex.split(line)]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    env = {**os.environ, **nowhere, "HOME": str(folder)}
    trusted = [str(verifier), "--trust-config", "trust.json", *words]
    done = subprocess.run(trusted, cwd=folder, env=env, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_documented_line_verifies_what_was_signed_and_refuses_everything_else(
    releases: tuple[Path, Path], verifier: Path, tmp_path: Path
) -> None:
    root, files = Root(), [path for path in releases[0].iterdir() if path.suffix in (".whl", ".gz")]
    statement = (releases[0] / "provenance.intoto.json").read_bytes()
    good = root.attested(statement, WORKFLOW, ISSUER)
    for path in files:
        (tmp_path / path.name).write_bytes(path.read_bytes())
        code, said = verified(verifier, tmp_path, root, good, path.name)
        assert (code, "OK" in said, call("git", "rev-parse", "HEAD", cwd=ROOT).strip() in said) == (0, True, True), said
    (tmp_path / "touched.whl").write_bytes(files[0].read_bytes() + b"\0")
    material = good["verificationMaterial"]
    unlogged = {**material["tlogEntries"][0], "canonicalizedBody": text(b"{}")}
    refused = {
        "another file": (root, good, "touched.whl"),
        "another statement": (root, _with(good, payload=text(statement.replace(b"mity", b"nity"))), files[0].name),
        "another signature": (root, _with(good, signatures=[{"sig": text(b"0" * 70)}]), files[0].name),
        "a fork": (root, root.attested(statement, WORKFLOW.replace("OWNER", "other"), ISSUER), files[0].name),
        "another workflow": (root, root.attested(statement, WORKFLOW.replace("release", "x"), ISSUER), files[0].name),
        "another tag": (root, root.attested(statement, WORKFLOW.replace("0.1.0", "0.1.1"), ISSUER), files[0].name),
        "another issuer": (root, root.attested(statement, WORKFLOW, "https://issuer.example"), files[0].name),
        "another authority": (root, root.stranger().attested(statement, WORKFLOW, ISSUER), files[0].name),
        "an entry of nothing": (
            root,
            {**good, "verificationMaterial": {**material, "tlogEntries": [unlogged]}},
            files[0].name,
        ),
        "no entry": (root, {**good, "verificationMaterial": {**material, "tlogEntries": []}}, files[0].name),
    }
    ended = {case: verified(verifier, tmp_path, *given) for case, given in refused.items()}
    assert {case: code for case, (code, _) in ended.items() if code == 0} == {}
    assert "no subject for digest" in ended["another file"][1]
    assert not [case for case, (_, said) in ended.items() if "Traceback" in said and case != "no entry"], ended


def _with(bundle: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The bundle with another content of its envelope."""
    return {**bundle, "dsseEnvelope": {**bundle["dsseEnvelope"], **changes}}


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    words = [sys.executable, str(ROOT / ".ci" / "release.py"), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_bundled_code_is_named_and_the_workflow_pins_what_it_uses() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    for path in (ROOT / "factory").rglob("*.min.js"):
        assert str(path.relative_to(ROOT)) in notices
    scanner = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", "--quiet", ".github"]
    assert subprocess.run(scanner, cwd=ROOT, capture_output=True).returncode == 0
    linter = [str(Path(sys.executable).parent / "hadolint"), "Containerfile"]
    assert subprocess.run(linter, cwd=ROOT, capture_output=True).returncode == 0
