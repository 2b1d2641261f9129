"""From an issue to a pull request: what is done, what is told, and what there is once however often it is tried."""

from __future__ import annotations

from issue_work import IssueWork

from forged import told
from mity.runs.state import RunState


def test_an_issue_becomes_a_pull_request(work: IssueWork) -> None:
    log = work.work_on(work.bug())
    assert log.state is RunState.COMPLETED, told(log)
    assert log.verdict == "proven", told(log)
    (pull,) = work.forge.pulls.values()
    print(pull.body)
    print(work.comments()[0])
    print(told(log))
    assert (pull.head, pull.base, pull.title) == ("fix/issue-7", "main", "Sums are wrong (#7)")
    assert "Fixes #7" in pull.body
