"""govulncheck on a module and a database of one's own, both in folders: no network, no public advisory."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from ci_tools import go_program
from harness import Mity

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GOVULNCHECK = ".".join(("golang", "org")) + "/x/vuln/cmd/govulncheck@v1.1.4"
DAY = "2024-01-01T00:00:00Z"
WEAK = "module example.com/weak\n\ngo 1.21\n"
CODE = "package weak\n\nfunc Parse(s string) string { return s }\n"
MAIN = 'package main\n\nimport "example.com/weak"\n\nfunc main() {\n\tprintln(weak.Parse("a"))\n}\n'
SETTINGS = '[secure]\noff = {gitleaks = "not of this test", detect-secrets = "not of this test"}\n'


def proxy(folder: Path) -> str:
    """A proxy of Go modules that has one, as an address."""
    place = folder / "example.com" / "weak" / "@v"
    place.mkdir(parents=True)
    (place / "list").write_text("v1.0.0\n")
    (place / "v1.0.0.info").write_text(json.dumps({"Version": "v1.0.0", "Time": DAY}))
    (place / "v1.0.0.mod").write_text(WEAK)
    with zipfile.ZipFile(place / "v1.0.0.zip", "w") as archive:
        archive.writestr("example.com/weak@v1.0.0/go.mod", WEAK)
        archive.writestr(
            "example.com/weak@v1.0.0/weak.go", "package weak\n\nfunc Parse(s string) string { return s }\n"
        )
    return folder.as_uri()


def database(folder: Path, module: str) -> str:
    """A database with one advisory about a module, as an address."""
    events = [{"introduced": "0"}, {"fixed": "1.2.0"}]
    affected = {
        "package": {"name": module, "ecosystem": "Go"},
        "ranges": [{"type": "SEMVER", "events": events}],
        "ecosystem_specific": {"imports": [{"path": module, "symbols": ["Parse"]}]},
    }
    advisory = {"schema_version": "1.3.1", "id": "GO-TEST-1", "modified": DAY, "published": DAY}
    advisory |= {"summary": "Parse can panic", "details": "it can", "affected": [affected]}
    vulns = [{"id": "GO-TEST-1", "modified": DAY, "fixed": "1.2.0"}]
    files = {
        "index/db.json": {"modified": DAY},
        "index/modules.json": [{"path": module, "vulns": vulns}],
        "index/vulns.json": [{"id": "GO-TEST-1", "modified": DAY, "aliases": []}],
        "ID/GO-TEST-1.json": advisory,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    return folder.as_uri()


def test_a_function_that_is_called_and_a_database_that_is_not_there(mity: Mity, tmp_path: Path) -> None:
    program, go = Path(go_program(GOVULNCHECK)), Path(shutil.which("go") or "")
    mity.env |= {"GOPROXY": proxy(tmp_path / "proxy"), "GOSUMDB": "off", "GOMODCACHE": str(tmp_path / "modules")}
    mity.env |= {"PATH": f"{program.parent}:{go.parent}:{mity.env['PATH']}", "GOTOOLCHAIN": "local"}
    app = {"go.mod": "module example.org/app\n\ngo 1.21\n\nrequire example.com/weak v1.0.0\n", "main.go": MAIN}
    for name, text in {**app, ".mity/config.toml": SETTINGS}.items():
        (mity.workspace / name).parent.mkdir(exist_ok=True)
        (mity.workspace / name).write_text(text)
    environment = {**os.environ, **mity.env, "GOFLAGS": "-mod=mod -modcacherw"}
    subprocess.run([str(go), "mod", "tidy"], cwd=mity.workspace, env=environment, check=True, capture_output=True)
    weak = {"GOVULNDB": database(tmp_path / "weak", "example.com/weak")}
    done = mity("secure", "--json", env=weak)
    (one,) = done.json["security"]["findings"]
    shown = ("main.go:6:20", "high", "example.com/weak v1.0.0", "upgrade example.com/weak to v1.2.0")
    assert (done.code, (one["place"], one["severity"], one["evidence"], one["fix"])) == (1, shown), done.text
    assert mity("secure", "-q", env={"GOVULNDB": database(tmp_path / "other", "example.com/other")}).code == 0
    done = mity("secure", env={"GOVULNDB": (tmp_path / "nowhere").as_uri()})
    assert (done.code, "govulncheck: could not look" in done.text) == (4, True), done.text
