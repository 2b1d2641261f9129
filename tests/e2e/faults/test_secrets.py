"""Secret values reach no log, no transcript, no terminal, no report; and hiding them breaks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import Mity
from misbehaving_app import misbehaving, repair, statuses
from mity import StationRegistry, StationResult, WorkflowContext, WorkflowExecutor
from mity.engine.scope import RunScope
from mity.engine.station import Station
from mity.redaction import Redactor, is_secret_name
from mity.workflow.model import Workflow

TOKEN = "c0rrect-horse-battery"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nEFAASCBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----"
FORMS = ("opensesame99", "a1B2a1B2a1B2")


def everything(mity: Mity) -> str:
    """All that lies in the workspace's .mity folder."""
    files = [path for path in (mity.workspace / ".mity").rglob("*") if path.is_file()]
    return "".join(path.read_text(encoding="utf-8", errors="replace") for path in files)


def test_secrets_of_the_environment_and_known_forms_are_hidden_everywhere(mity: Mity) -> None:
    env = {"DEPLOY_TOKEN": TOKEN, "SIGNING_PRIVATE_KEY": KEY}
    done = misbehaving(mity, "demo", "--verbose", build="tell", launch="tell", env=env)
    assert done.code == 0, done.text
    assert "the token is ***" in done.text
    for place in (done.text, everything(mity)):
        for secret in (TOKEN, *FORMS, *KEY.splitlines()[1:3]):
            assert secret not in place


def test_a_secret_in_a_health_answer_is_not_in_the_report(mity: Mity) -> None:
    done = misbehaving(mity, "demo", "--json", launch="tell", env={"DEPLOY_TOKEN": TOKEN})
    assert done.code == 0, done.text
    assert '\\"token\\": \\"***\\"' in done.out
    assert TOKEN not in done.text + everything(mity)


def test_a_secret_answer_is_in_no_log_and_a_resume_asks_for_it_by_name(mity: Mity) -> None:
    done = misbehaving(mity, "demo", "--verbose", build="tell", test="fail", api_token=TOKEN)
    assert done.code == 3, done.text
    assert TOKEN not in done.text
    assert TOKEN not in everything(mity)
    assert TOKEN not in (mity.workspace / "demo" / ".mity" / "app.json").read_text()
    repair(mity)
    refused = mity("resume", "--choose", "rescaffold")
    assert refused.code == 2
    assert "api_token" in refused.err
    assert (mity.workspace / "demo" / "server.py").exists()
    ended = mity("resume", "--choose", "rescaffold", env={"api_token": TOKEN})
    assert ended.code == 0, ended.text
    assert TOKEN in (mity.workspace / "demo" / "make.py").read_text()
    assert TOKEN not in ended.text + everything(mity)


def test_the_password_of_a_template_url_is_never_shown(mity: Mity) -> None:
    done = mity("create-app", "demo", "--template", "http://me:opensesame99@127.0.0.1:9/x.git", "--trust")
    assert done.code == 2
    assert "127.0.0.1:9" in done.err
    assert "opensesame99" not in done.text
    as_json = mity("create-app", "demo", "--template", "http://me:opensesame99@127.0.0.1:9/x.git", "--json")
    assert "opensesame99" not in as_json.text


@pytest.mark.parametrize(
    "name", ["PWD", "OLDPWD", "PATH", "HOME", "SSH_AUTH_SOCK", "GIT_AUTHOR_NAME", "npm_config_auth_type"]
)
def test_the_names_of_folders_sockets_and_settings_are_no_secrets(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("name", ["DB_PWD", "API_KEY", "GITHUB_TOKEN", "password", "AWS_SECRET_ACCESS_KEY", "NPM_AUTH"])
def test_the_names_of_secrets_are_known(name: str) -> None:
    assert is_secret_name(name)


def test_a_run_in_the_shells_working_folder_keeps_its_paths(mity: Mity) -> None:
    done = mity.light("demo", "--json", env={"PWD": str(mity.workspace)})
    assert done.code == 0, done.text
    assert mity.log()["context"]["workspace"] == str(mity.workspace)
    assert "***" not in json.dumps(mity.log())


def test_a_short_secret_is_hidden_by_its_name() -> None:
    context = WorkflowContext("/work", "app").with_metadata("answers", {"api_token": "abc", "colour": "red"})
    assert context.to_json()["metadata"]["answers"] == {"api_token": "***", "colour": "red"}


class Speak(Station):
    """Says what it was told, in its message, evidence and outputs."""

    name = "speak"
    description = "speak"

    def execute(self, context: WorkflowContext) -> StationResult:
        said = str(context.get_input("said"))
        context.set_output("said", said)
        return StationResult.done(f"said {said}", {"said": [said], "number": 0.123456})


@pytest.mark.parametrize("secret", ["stations", "status", "completed", "123456", '":null', "workspace", "speak one"])
def test_a_secret_that_looks_like_a_part_of_the_log_is_hidden_and_the_log_stays_whole(
    tmp_path: Path, secret: str
) -> None:
    registry = StationRegistry()
    registry.register(Speak())
    redactor = Redactor({"THE_TOKEN": secret})
    executor = WorkflowExecutor(registry, scope=lambda context: RunScope(redactor))
    workflow = Workflow("talk", "Talk").station("speak", inputs={"said": f"<{secret}>"})
    log = executor.execute(workflow, WorkflowContext(tmp_path, "app"))
    path = tmp_path / ".mity" / "logs" / f"{log.run_id}.json"
    document: dict[str, Any] = json.loads(path.read_bytes())
    assert document["state"] == "completed"
    assert statuses(document) == {"speak": "done"}
    assert f"<{secret}>" not in path.read_text()
    assert json.dumps(f"<{secret}>")[1:-1] not in path.read_text()
    again = executor.load_log(path)
    assert again.results["speak"].evidence == {"said": ["<***>"], "number": 0.123456}
    assert again.context.get_output("said") == "<***>"
