"""A question that a run waits with is answered in the page: tried again, skipped, or helped with a command."""

from __future__ import annotations

import pytest

from harness import Mity
from page import Client, at, define, newest, serving, until

pytestmark = [pytest.mark.slow, pytest.mark.rotation("stories", of=3)]
BROKEN = """
name: broken
steps:
  - {name: look, command: 'test -f there', on_failure: escalate}
  - {name: end, command: 'touch ended'}
"""


def asked(mity: Mity) -> str:
    """The id of a run that waits with a question."""
    define(mity, BROKEN, "broken")
    assert mity("run", "broken").code == 3
    return newest(mity)


def answered(client: Client, run: str, choice: str, **more: str) -> int:
    """The status of the answer to a question's form."""
    return client.post(at(run, "question"), step="look", choice=choice, **more).status


def test_what_was_mended_is_tried_again_by_the_page(mity: Mity) -> None:
    run = asked(mity)
    with serving(mity) as page:
        client = page.client()
        shown = client.get(at(run)).text
        assert "Question: look" in shown
        assert 'value="retry" required> <span>' in shown
        assert 'type="radio" name="choice" value="abort" required> <span>' in shown, "a click alone never ends a run"
        assert answered(client, run, "rebuild") == 400, "only what is on offer"
        assert mity.log(run)["state"] == "waiting_for_input"
        (mity.workspace / "there").touch()
        assert answered(client, run, "retry", go_on="yes") == 303
        until(lambda: mity.log(run)["state"] == "completed")
        assert "Question" not in client.get(at(run)).text
    assert (mity.workspace / "ended").exists()


def test_help_is_kept_and_its_commands_run_only_when_that_is_ticked(mity: Mity) -> None:
    run = asked(mity)
    with serving(mity) as page:
        client = page.client()
        assert answered(client, run, "help", text="make the file by hand", run_help="yes") == 400, "that is no command"
        assert answered(client, run, "help", text="$ touch 'there", run_help="yes") == 400, "a quote is not closed"
        assert answered(client, run, "help", text="$ touch there", run_help="yes", go_on="yes") == 303
        until(lambda: mity.log(run)["state"] == "completed")
    assert (mity.workspace / "there").exists()
    assert "touch there" in str(mity.log(run))


def test_a_skipped_step_leaves_the_run_unproven_and_says_who(mity: Mity) -> None:
    run = asked(mity)
    with serving(mity) as page:
        client = page.client()
        assert answered(client, run, "skip") == 303
        assert mity.log(run)["state"] == "waiting_for_input", "it was not to go on yet"
        assert "Answered: the run takes it up" in client.get(at(run)).text
    assert mity("resume", run).code == 4
    assert mity.log(run)["verdict"] == "unproven"
