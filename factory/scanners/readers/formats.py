"""The table of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mity.scanners.readers.code import read_bandit, read_checkov, read_eslint, read_lines
from mity.scanners.readers.npm import read_npm_audit
from mity.scanners.readers.osv import read_osv
from mity.scanners.readers.packages import read_cargo_audit, read_govulncheck, read_pip_audit
from mity.scanners.readers.report import Report, Source
from mity.scanners.readers.sarif import read_sarif
from mity.scanners.readers.secrets import read_detect_secrets, read_gitleaks

READERS: Mapping[str, Callable[[Source], Report]] = {
    "sarif": read_sarif,
    "gitleaks": read_gitleaks,
    "detect-secrets": read_detect_secrets,
    "bandit": read_bandit,
    "eslint": read_eslint,
    "lines": read_lines,
    "pip-audit": read_pip_audit,
    "npm-audit": read_npm_audit,
    "cargo-audit": read_cargo_audit,
    "govulncheck": read_govulncheck,
    "osv": read_osv,
    "checkov": read_checkov,
}
"""By the name in `format`; each raises Unreadable for what a scanner that has looked does not write."""
