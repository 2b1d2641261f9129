"""Checkov on Terraform and manifests of Kubernetes: its report, files that would be its code, and the real one."""

from __future__ import annotations

import json

import pytest

from harness import Mity
from scanner_scripts import Scripts

BAD = """\
resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers: [{name: web, image: web, securityContext: {privileged: true}}]
"""
COUNTS = {"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0, "checkov_version": "3.3.30"}


def row(rule: str, line: int) -> dict[str, object]:
    about = {"check_id": rule, "check_name": "Ensure that", "resource": "aws_security_group.web", "severity": None}
    return {**about, "file_path": "/main.tf", "file_line_range": [line, line + 9]}


def look(mity: Mity, scanner: str = "checkov") -> tuple[int, dict[str, object], list[tuple[str, str, object]]]:
    done = mity("secure", "--json")
    security = done.json["security"]
    (one,) = (one for one in security["scanners"] if one["scanner"] == scanner)
    return done.code, one, [(x["severity"], x["rule"], x["line"]) for x in security["findings"]]


def test_what_it_reports_by_its_weight_and_what_it_could_not_parse(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "main.tf").write_text(BAD)
    results = {"failed_checks": [row("CKV_AWS_24", 1), row("CKV_AWS_23", 1)]}
    scripts.writes("checkov", "3.3.30", {"summary": COUNTS, "results": results})
    assert look(mity)[2] == [("high", "CKV_AWS_24", 1), ("low", "CKV_AWS_23", 1)]
    scripts.writes("checkov", "3.3.30", {"summary": {**COUNTS, "parsing_errors": 1}, "results": {"failed_checks": []}})
    code, one, _ = look(mity)
    assert (code, one["verdict"], one["gaps"]) == (4, "could not look", ["1 file cannot be parsed"])
    scripts.writes("checkov", "3.3.30", COUNTS)
    assert (look(mity)[0], look(mity)[1]["verdict"]) == (0, "clean")
    (mity.workspace / ".checkov.yaml").write_text("external-checks-dir: [checks]\n")
    code, one, _ = look(mity)
    assert (code, one["verdict"]) == (4, "could not look")
    assert ".checkov.yaml may have Checkov run code of the project" in str(one["gaps"])


def test_a_manifest_that_its_report_does_not_name_was_not_read(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "values.yaml").write_text("kind: [Pod]\nname: x\n")
    (mity.workspace / "pod.yaml").write_text(POD)
    (mity.workspace / "chart.yml").write_text("kind: Deployment\nmetadata: {{ include x . }}\n")
    bad = {**row("CKV_K8S_16", 1), "file_path": "/pod.yaml"}
    scripts.writes("checkov", "3.3.30", {"summary": COUNTS, "results": {"passed_checks": [], "failed_checks": [bad]}})
    code, one, found = look(mity, "checkov-kubernetes")
    assert (code, one["gaps"]) == (1, ["chart.yml: it was not read"])
    assert found == [("high", "CKV_K8S_16", 1)]
    scripts.writes("checkov", "3.3.30", {"summary": COUNTS, "results": {"passed_checks": [bad], "failed_checks": []}})
    (mity.workspace / "chart.yml").unlink()
    assert look(mity, "checkov-kubernetes")[1]["verdict"] == "clean"


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rotation("stories", of=3)
def test_the_real_one_comes_by_checksums_and_finds_an_open_port_and_a_privileged_pod(mity: Mity) -> None:
    (mity.workspace / "infra").mkdir()
    (mity.workspace / "infra" / "main.tf").write_text(BAD)
    (mity.workspace / "infra" / "pod.yaml").write_text(POD)
    (mity.workspace / "infra" / "chart.yaml").write_text("kind: Pod\nmetadata: {{ include x . }}\n")
    process = mity.start("secure", "--json", "--fetch-tools")
    out, err = process.communicate(timeout=280)
    assert process.returncode == 1, out + err
    security = json.loads(out)["security"]
    found = {(one["severity"], one["path"], one["rule"]) for one in security["findings"]}
    assert ("high", "infra/main.tf", "CKV_AWS_24") in found
    assert ("high", "infra/pod.yaml", "CKV_K8S_16") in found
    gaps = {one["scanner"]: one["gaps"] for one in security["scanners"]}
    assert gaps["checkov-kubernetes"] == ["infra/chart.yaml: it was not read"]
