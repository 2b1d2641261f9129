"""In CI a skipped test fails, unless what this machine lacks is on the list below: a proof must not go quietly."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest


@dataclass(frozen=True)
class Allowed:
    """A skip that CI accepts: which tests (a glob of their ids), what they say (a regex), and why that is right."""

    tests: str
    reason: str
    because: str

    def covers(self, test: str, reason: str) -> bool:
        """Whether this entry accepts that `test` was skipped for `reason`."""
        return fnmatch(test, self.tests) and re.search(self.reason, reason) is not None


ALLOWED = (
    Allowed("*", r"^the time of this run is over ", "a slow machine must end too; the test has its turn again"),
    Allowed("tests/e2e/stacks/*dotnet*", r"^dotnet or make is not on PATH$", "no distribution of CI carries the SDK"),
    Allowed("tests/templates/test_template_dotnet.py*", r"^dotnet is on PATH$", "it proves what is told without one"),
    Allowed("tests/cli/test_templates.py*", r"^no /proc on this system$", "only Linux shows arguments there"),
    Allowed("tests/e2e/faults/test_disk.py*", r"^cannot (mount|make a folder immutable) here", "needs root's rights"),
    Allowed("tests/e2e/stacks/test_fetched_tools.py*", r"^Node lies beside this Python$", "Node was fetched for CI"),
    Allowed("tests/e2e/faultsuite/*", r"^no Python 3\.10 on this machine$", "few machines have an old Python as well"),
    Allowed("tests/agents/coding/test_*agents.py*", r"^npm ", "not every machine of CI has Node, or npm's registry"),
    Allowed("tests/e2e/ci/*", r"^(act|actionlint) ", "Go and its module proxy are not on every machine of CI"),
    Allowed(
        "tests/scanners/*",
        r"^(gitleaks|govulncheck|cargo-audit|osv-scanner) ",
        "Go and its module proxy are not on every machine of CI",
    ),
    Allowed("tests/telemetry/test_collectors.py*", r"^the collector is built from source", "it needs Go"),
    Allowed("tests/forge/*", r"^(Gitea is built from source|Git(Hub|Lab)'s .* comes )", "needs Go or npm's registry"),
    Allowed(
        "tests/images/*",
        r"^((podman|buildah|runc|debootstrap) is not on PATH|only root builds images here)$",
        "Debian alone has them all",
    ),
    Allowed("tests/engines/test_temporal_*", r"^Temporal is built from source", "Go is not on every machine of CI"),
    Allowed("tests/contract/*", r"^no PostgreSQL on this machine$", "not every machine of CI can install one"),
    Allowed(
        "tests/infrastructure/test_rehearsal.py*",
        r"^(neither terraform nor tofu is|moto_server is not|the provider of AWS is not) on",
        "no package registry carries Terraform and its providers",
    ),
    Allowed("tests/notify/test_desktop.py*", r"^(dbus-daemon|notify-send) is not on", "Linux alone has them"),
    Allowed("tests/web/test_browser.py*", r"^chromium is not on PATH$", "not every machine of CI has a browser"),
    Allowed("tests/redteam/test_sandbox*", r"^no Python here that a plain user may start$", "root's own home holds it"),
    Allowed("tests/redteam/test_sandbox*", r"^the mechanisms of Linux$", "macOS has others, which no test sees"),
    Allowed("tests/system/test_sandbox*", r"^the mechanisms of Linux$", "macOS has others, which no test sees"),
    Allowed("tests/features/test_transactions.py*", r"^this machine gives git an identity by itself$", "its host name"),
)


def in_ci() -> bool:
    """Whether this run is CI's, which the variable CI tells."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def accepted(test: str, reason: str) -> bool:
    """Whether CI accepts that a test was skipped for this reason."""
    return any(entry.covers(test, reason) for entry in ALLOWED)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why something was skipped, in the test's own words."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(text).removeprefix("Skipped: ")


def judge(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a failure of a skip that is not on the list. What is expected to fail (xfail) is no skip."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = reason_of(report)
    if not accepted(report.nodeid.partition("@")[0], reason):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {reason}\nInstall what is missing, or add the case to tests/support/skips.py"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judges the report of each phase of a test, in CI."""
    report = yield
    if in_ci():
        judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judges a module that skips itself while it is collected, in CI."""
    report = yield
    if in_ci():
        judge(report)
    return report
