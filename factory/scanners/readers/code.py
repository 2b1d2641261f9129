"""Reports of analysers of code: Bandit, Checkov, ESLint, and whatever prints a line for each finding."""

from __future__ import annotations

import re
from dataclasses import replace

from mity.scanners.masking import secret_line, without_quoted
from mity.scanners.readers.report import Report, Source, Unreadable, number, rows

_ABOUT_SECRETS = frozenset({"B105", "B106", "B107", "S105", "S106", "S107"})
_ESLINT = {1: "warning", 2: "error"}


def read_bandit(source: Source) -> Report:
    """Results, and the files that it could not parse. Raises Unreadable."""
    data = source.data()
    report = Report()
    for one in rows(data, "errors"):
        report.gaps.append(f"{source.relative(str(one.get('filename')))}: {one.get('reason')}")
    for one in rows(data, "results"):
        rule, said = str(one.get("test_id") or ""), str(one.get("issue_text") or "")
        if not rule or not said:
            raise Unreadable("its report has a result without test or text")
        line, column = number(one.get("line_number")), number(int(one.get("col_offset") or 0) + 1)
        found = source.at(rule, str(one.get("issue_severity")), said, str(one.get("filename")), line, column)
        if rule in _ABOUT_SECRETS:
            found = replace(
                found, message=without_quoted(found.message), evidence=secret_line(source.line(found.path, line))
            )
        report.findings.append(found)
    return report


def read_checkov(source: Source) -> Report:
    """The checks that failed, and how many files it could not parse. Raises Unreadable.

    Its report is one object, a list after several kinds of files, and bare counts where it saw no resource.
    """
    data = source.data()
    report = Report()
    for one in data if isinstance(data, list) else [data]:
        summary = (one.get("summary") or one) if isinstance(one, dict) else {}
        if "checkov_version" not in summary:
            raise Unreadable("its report is none of Checkov")
        if unread := number(summary.get("parsing_errors")):
            report.gaps.append(f"{unread} file{'s' if unread > 1 else ''} cannot be parsed")
        results = one.get("results", {})
        for kind in {"passed_checks", "failed_checks", "skipped_checks"} & set(results):
            report.read |= {str(row.get("file_path") or "").lstrip("/") for row in rows(results, kind)}
        for found in rows(results, "failed_checks") if "results" in one else ():
            rule, said = str(found.get("check_id") or ""), str(found.get("check_name") or "")
            if not rule or not said:
                raise Unreadable("its report has a result without check or text")
            line = number((found.get("file_line_range") or [0])[0])
            name = str(found.get("file_path") or "").lstrip("/")
            report.findings.append(source.at(rule, "", f"{found.get('resource')}: {said}", name, line))
    return report


def read_eslint(source: Source) -> Report:
    """Messages by file; what it could not parse is a gap. Raises Unreadable."""
    report = Report()
    for file in rows({"files": source.data()}, "files"):
        name = str(file.get("filePath") or "")
        for one in rows(file, "messages"):
            rule, said = str(one.get("ruleId") or ""), str(one.get("message") or "")
            if one.get("fatal"):
                report.gaps.append(f"{source.relative(name)}: {said}")
            elif source.keeps(rule):
                word = _ESLINT.get(number(one.get("severity")), "")
                place = (number(one.get("line")), number(one.get("column")))
                report.findings.append(source.at(rule, word, said, name, *place))
    return report


def read_lines(source: Source) -> Report:
    """A finding for each line that the scanner's pattern fits."""
    report = Report()
    try:
        text = source.report.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unreadable(f"its report cannot be read: {error.strerror or error}") from error
    for match in re.finditer(source.scanner.pattern, text, re.MULTILINE):
        given = {"rule": source.scanner.id, "severity": "", "column": "", **match.groupdict("")}
        if source.keeps(given["rule"]):
            place = (int(given["line"]), int(given["column"] or 0))
            report.findings.append(source.at(given["rule"], given["severity"], given["message"], given["file"], *place))
    return report
