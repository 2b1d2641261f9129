"""Reports of scanners for secrets: Gitleaks and detect-secrets. No value is taken from them."""

from __future__ import annotations

from dataclasses import replace

from mity.redaction import tells_about_secret
from mity.scanners.masking import given_to
from mity.scanners.readers.report import Report, Source, Unreadable, number, rows, table

_BY_NAME = "Secret Keyword"


def read_gitleaks(source: Source) -> Report:
    """A list of leaks. Raises Unreadable."""
    data = source.data()
    report = Report()
    for one in rows({"leaks": data}, "leaks"):
        if not isinstance(one.get("RuleID"), str) or not isinstance(one.get("File"), str):
            raise Unreadable("its report has a leak without rule or file")
        said = f"{str(one.get('Description') or one['RuleID']).partition(',')[0]}: take it out and revoke it"
        found = source.at(
            one["RuleID"], "", said, one["File"], number(one.get("StartLine")), number(one["StartColumn"])
        )
        if commit := str(one.get("Commit") or ""):
            evidence = f"in commit {commit[:12]} of {str(one.get('Date') or 'unknown date')[:10]}"
            known = f"{commit}:{one.get('StartLine')}"
            found = replace(found, evidence=evidence, known=known, message=f"{found.message}, out of the history too")
        report.findings.append(found)
    return report


def read_detect_secrets(source: Source) -> Report:
    """A baseline of detect-secrets: lists by file. Raises Unreadable.

    What it takes for a secret by a name alone weighs little where the name only tells about one, as `secret_name` does.
    """
    data = source.data()
    table(data, "results")
    report = Report()
    for name in data["results"]:
        for one in rows(data["results"], name):
            rule = str(one.get("type") or "")
            if not rule:
                raise Unreadable("its report has a secret without a type")
            said = f"{rule}: take it out and revoke it"
            found = source.at(rule, "", said, str(name), number(one.get("line_number")))
            if rule == _BY_NAME and tells_about_secret(given_to(source.line(found.path, found.line))):
                found = replace(found, severity="low")
            report.findings.append(found)
    return report
