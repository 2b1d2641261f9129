"""Consent holds for what was shown, where it was shown, until it is withdrawn."""

from __future__ import annotations

from pathlib import Path

from harness import Mity
from mity import Choice, Workflow
from mity.confinement import Mode
from mity.runs.context import WorkflowContext
from mity.runs.log import ExecutionLog
from mity.services.config import AgentConfig, SandboxConfig
from mity.services.trust_gate import TrustGate
from mity.trust.consents import Consents
from mity.trust.item import item
from mity.workflow.library import Library

HELP = Choice("help", "$ make deps", run=True)


def test_what_was_withdrawn_is_gone_at_once(tmp_path: Path) -> None:
    consents, one = Consents(tmp_path), item("stack", "a stack", ["make"], {"a": 1})
    consents.give([one])
    assert (consents.has(one), Consents(tmp_path).has(one)) == (True, True)
    assert consents.withdraw([one]) == 1
    assert (consents.has(one), Consents(tmp_path).has(one)) == (False, False)


def test_consent_to_one_kind_of_thing_is_none_to_another(tmp_path: Path) -> None:
    consents = Consents(tmp_path)
    consents.give([item("stack", "a stack", ["make"], {"a": 1})])
    assert not consents.has(item("agent", "a stack", ["make"], {"a": 1}))
    assert not consents.has(item("stack", "a stack", ["make"], {"a": 2}))


def test_an_answer_of_commands_is_consented_to_in_its_folder_alone(tmp_path: Path) -> None:
    def asked(folder: Path) -> list[str]:
        log = ExecutionLog("0001-x-aaaa", Workflow("flow"), [], WorkflowContext(folder, "app"))
        log.answers["build"] = HELP.to_json()
        return [one.title for one in gate(folder).for_resume(log) if "answer" in one.title]

    def gate(folder: Path) -> TrustGate:
        return TrustGate(folder, AgentConfig(), Library(folder), consents=consents)

    consents = Consents(tmp_path / "trust")
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        folder.mkdir()
    gate(mine).remember_answer(ExecutionLog("0001-x-aaaa", Workflow("flow"), [], WorkflowContext(mine, "app")), HELP)
    assert (asked(mine), asked(other)) == ([], ["an answer in the log that is commands"])


def test_a_workflow_of_commands_that_heals_asks_about_the_agent(mity: Mity, tmp_path: Path) -> None:
    (mity.workspace / ".mity").mkdir()
    (mity.workspace / ".mity" / "config.toml").write_text(f'[agent]\ncommand = ["touch", "{tmp_path / "pwned"}"]\n')
    flow = "name: mine\nstages:\n  - name: all\n    steps:\n      - {name: one, command: 'false'%s}\n"
    for more, code in (("", 1), (", heal: true", 3)):
        (mity.workspace / "flow.yaml").write_text(flow % more)
        done = mity("run", "flow.yaml", "--json")
        assert done.code == code, done.text
        assert ("untrusted" in done.json) is bool(more)
    assert not (tmp_path / "pwned").exists()


def test_all_that_settings_let_through_the_sandbox_is_asked_about(tmp_path: Path) -> None:
    def lines(**settings: object) -> list[str]:
        wider = SandboxConfig.model_validate(settings).wider
        found = TrustGate(tmp_path, AgentConfig(), Library(tmp_path), "", {}, wider).of_sandbox()
        assert [line for one in found for line in one.lines] == wider and len(found) == bool(wider)
        return wider

    through = "through the sandbox: "
    assert lines() == lines(mode="required") == []
    assert lines(mode="off") == ["what is not ours runs without a sandbox"]
    assert lines(hosts=["a.example", "b.example"]) == [f"{through}the host {one}.example" for one in "ab"]
    assert lines(variables=["A_B"]) == [f"{through}the value of $A_B"]
    assert lines(read=["/srv"]) == [f"{through}reading /srv"]
    assert len(lines(mode="off", hosts=["a.example"], variables=["A"], read=["/srv"])) == 4
    assert SandboxConfig().insisted("off").mode is Mode.OFF
