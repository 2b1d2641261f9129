"""create-app from end to end, on the light template."""

from __future__ import annotations

from harness import git
from light_app import LightApp


def test_an_application_is_proven_with_evidence_for_each_station(light_app: LightApp) -> None:
    assert light_app.made.code == 0
    report = light_app.made.json
    assert report["verdict"] == "proven"
    evidence = {row["station"]: row["result"]["evidence"] for row in report["results"]}
    assert list(evidence) == ["scaffold", "validate", "build", "test", "launch", "commit"]
    assert evidence["scaffold"]["files"] == 13
    assert evidence["build"]["artefacts"][0]["path"] == "dist/app.zip"
    assert evidence["test"]["passed"] == 1
    assert '"status": "ok"' in evidence["launch"]["body"]
    app = light_app.root
    assert git(app, "rev-parse", "HEAD") == evidence["commit"]["commit"]
    assert git(app, "status", "--porcelain") == ""
