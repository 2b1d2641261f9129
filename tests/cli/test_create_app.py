"""create-app from end to end, on the light template."""

from __future__ import annotations

from harness import Mity, git


def test_an_application_is_proven_with_evidence_for_each_station(mity: Mity) -> None:
    done = mity.light("demo", "--json")
    assert done.code == 0, done.text
    report = done.json
    assert report["verdict"] == "proven"
    evidence = {row["station"]: row["result"]["evidence"] for row in report["results"]}
    assert list(evidence) == ["scaffold", "validate", "build", "test", "launch", "commit"]
    assert evidence["scaffold"]["files"] == 13
    assert evidence["build"]["artefacts"][0]["path"] == "dist/app.zip"
    assert evidence["test"]["passed"] == 1
    assert '"status": "ok"' in evidence["launch"]["body"]
    app = mity.workspace / "demo"
    assert git(app, "rev-parse", "HEAD") == evidence["commit"]["commit"]
    assert git(app, "status", "--porcelain") == ""
