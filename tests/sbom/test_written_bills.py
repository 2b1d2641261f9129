"""write-sbom in a project: what is written, what is told of it, and what is no proof. A script is in npm's place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench_station import StationBench
from mity import StationResult, Status
from rows import each

COMPONENT = {"type": "library", "name": "left-pad", "version": "1.3.0"}
BILL = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": [COMPONENT]})


def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str, code: int = 0) -> StationBench:
    """A Node project, and on PATH nothing but an npm that prints this."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "answer").write_text(printed, encoding="utf-8")
    npm = tools / "npm"
    npm.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo 11.0.0 && exit 0\n/bin/cat "{tools}/answer"; exit {code}\n',
        encoding="utf-8",
    )
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    bench = StationBench(tmp_path / "w")
    bench.write("package.json", '{"name": "shop", "version": "1.0.0"}')
    bench.write("package-lock.json", "{}")
    return bench


def made(bench: StationBench) -> list[str]:
    return sorted(path.name for path in bench.root.glob("sbom/*"))


def told(result: StationResult, ecosystem: str) -> dict[str, object]:
    """What the evidence tells of an ecosystem."""
    found: dict[str, object] = result.evidence["ecosystems"][ecosystem]
    return found


def test_a_bill_is_written_and_its_digest_is_the_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = shop(tmp_path, monkeypatch, f"npm warn something\n{BILL}\n")
    result = bench.run("write-sbom")
    assert (result.status, result.message) == (Status.DONE, "node: 1 components by npm 11.0.0")
    assert told(result, "node") == {"by": "npm 11.0.0", "components": 1}
    assert json.loads((bench.root / "sbom/node.cdx.json").read_text(encoding="utf-8"))["components"] == [COMPONENT]
    assert list(result.evidence["sha256"]) == bench.context.get_input("sbom_files") == ["sbom/node.cdx.json"]
    assert len(result.evidence["sha256"]["sbom/node.cdx.json"]) == 64


@each(
    "printed, code, status, said",
    [
        ("npm error network", 1, Status.UNAVAILABLE, "node not looked at: `npm sbom` exited with 1: npm error network"),
        ("nothing of JSON", 0, Status.UNAVAILABLE, "node not looked at: npm ended well and left no bill"),
        (BILL.replace("library", "sandwich"), 0, Status.FAILED, "node: the bill of npm 11.0.0 is invalid: "),
        ('{"components": 1}', 0, Status.FAILED, "node: the bill of npm 11.0.0 is invalid: "),
    ],
)
def test_what_is_no_bill_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str, code: int, status: Status, said: str
) -> None:
    bench = shop(tmp_path, monkeypatch, printed, code)
    result = bench.run("write-sbom")
    assert result.status is status, result.message
    assert result.message.startswith(said)
    assert made(bench) == [] and not (bench.root / "sbom").exists()


def test_an_ecosystem_that_could_not_be_listed_keeps_the_rest_from_being_a_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = shop(tmp_path, monkeypatch, BILL)
    bench.write("Cargo.toml", '[package]\nname = "shop"\nversion = "1.0.0"\n')
    result = bench.run("write-sbom")
    assert result.status is Status.UNAVAILABLE
    assert "node: 1 components by npm 11.0.0; rust not looked at: " in result.message
    assert (made(bench), bool(told(result, "rust")["not_looked_at"])) == (["node.cdx.json"], True)


def test_a_project_of_no_known_ecosystem_and_a_linked_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = shop(tmp_path, monkeypatch, BILL)
    outside = tmp_path / "outside"
    outside.mkdir()
    (bench.root / "sbom").symlink_to(outside)
    refused = bench.run("write-sbom")
    assert (refused.status, "sbom is a link: remove it" in refused.message) == (Status.FAILED, True)
    assert list(outside.iterdir()) == []
    bench = StationBench(tmp_path / "empty")
    assert bench.run("write-sbom").status is Status.UNAVAILABLE
    assert not (bench.root / "sbom").exists()
