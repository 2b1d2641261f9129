"""Terraform with the real provider of AWS makes, plans again and destroys what mity wrote, on an emulator."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from harness import Mity

PLACES = (os.environ.get("MITY_TERRAFORM_PROVIDERS", ""), "~/.terraform.d/plugins", "/usr/share/terraform/plugins")


def provider() -> str:
    """The folder of providers that has one of AWS. The test is skipped where one of its programs is missing."""
    if not (shutil.which("terraform") or shutil.which("tofu")):
        pytest.skip("neither terraform nor tofu is on PATH")
    if not shutil.which("moto_server"):
        pytest.skip("moto_server is not on PATH")
    for place in PLACES:
        if place and any(Path(place).expanduser().glob("*/hashicorp/aws/*/*_*")):
            return str(Path(place).expanduser())
    pytest.skip("the provider of AWS is not on this machine")


@pytest.mark.stacks
@pytest.mark.timeout(900)
def test_infrastructure_for_aws_is_rehearsed(mity: Mity) -> None:
    variables = {"MITY_TERRAFORM_PROVIDERS": provider()}
    app = mity.workspace / "shop"
    (app / ".mity").mkdir(parents=True)
    (app / "Dockerfile").write_text("FROM scratch\nEXPOSE 8000\n", encoding="utf-8")
    record = {"name": "shop", "stack": "python-fastapi", "answers": {}}
    (app / ".mity" / "app.json").write_text(json.dumps(record), encoding="utf-8")
    assert mity("iac", "shop", "--cloud", "aws", "--dry-run", env=variables).code == 0
    held = ("--sandbox", "required") if shutil.which("bwrap") else ()
    process = mity.start("iac", "shop", "--cloud", "aws", "--rehearse", "--json", *held, env=variables)
    out, err = process.communicate(timeout=840)
    assert process.returncode == 0, out + err
    results = {one["station"]: one["result"]["evidence"] for one in json.loads(out)["results"]}
    assert results["validate-iac"]["tier"] == "validated"
    assert not held or results["rehearse-iac"]["sandbox"]["not_held"] == {}
    for root in ("infrastructure/state", "infrastructure"):
        counts = results["rehearse-iac"]["roots"][root]
        assert 0 < counts["planned"] == counts["applied"] == counts["destroyed"]
    assert results["rehearse-iac"]["roots"]["infrastructure"]["applied"] >= 40
    assert sorted(path.name for path in app.iterdir()) == [".github", ".mity", "Dockerfile", "infrastructure"]
    assert not list((app / "infrastructure").rglob("*.tfstate")), "the state lay in the copy"
