"""Odd places, odd names, odd clocks: each works, or is refused in one clear sentence with nothing written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from harness import LIGHT, Mity, git
from misbehaving_app import environment, marked, repair, run, run_ids, statuses, word_of, words

CREATE = ("create-app", "demo", "--template", str(LIGHT), "--trust")
ODD = "it's a “töölö” $HOME & (日本) folder"


def untouched(mity: Mity) -> bool:
    """True when the workspace holds nothing."""
    return list(mity.workspace.iterdir()) == []


def test_a_path_with_spaces_unicode_and_quotes_works_to_the_end(mity: Mity) -> None:
    odd = mity.workspace / ODD
    done = mity(*CREATE, "--output", str(odd))
    assert done.code == 0, done.text
    assert git(odd / "demo", "status", "--porcelain") == ""
    assert (
        mity(
            "runs", "show", str(odd / ".mity" / "logs" / f"{next(iter((odd / '.mity/logs').glob('*.json'))).name}")
        ).code
        == 0
    )


def test_the_resume_line_for_an_odd_path_can_be_pasted_into_a_shell(mity: Mity) -> None:
    odd = mity.workspace / ODD
    done = mity(*words("demo", "--output", str(odd), "--json", build="broken"))
    assert done.code == 3, done.text
    (odd / "repaired").touch()
    line = done.json["next"].replace("mity ", '"$@" ', 1)
    pasted = subprocess.run(
        ["sh", "-c", line, "sh", *mity.argv()], cwd="/", env=mity.env, capture_output=True, text=True
    )
    assert pasted.returncode == 0, f"{line}\n{pasted.stderr}"


def test_a_folder_whose_name_is_no_text_is_refused_or_works(mity: Mity) -> None:
    odd = os.fsdecode(os.fsencode(mity.workspace) + b"/caf\xe9")
    Path(odd).mkdir()
    done = mity(*CREATE, cwd=Path(odd))
    assert done.code in (0, 2), done.text
    if done.code == 2:
        assert "UTF-8" in done.err
        assert list(Path(odd).iterdir()) == []


def test_a_relative_output_is_made_and_found_again(mity: Mity) -> None:
    done = mity(*words("demo", "--output", "deep/er", build="broken"))
    assert done.code == 3, done.text
    assert "--output" in done.text
    (mity.workspace / "deep" / "er" / "repaired").touch()
    assert mity("resume", "--output", "deep/er", "--choose", "retry").code == 0


def test_home_is_not_needed(mity: Mity) -> None:
    settings = {
        "GIT_AUTHOR_NAME": "T",
        "GIT_AUTHOR_EMAIL": "t@x",
        "GIT_COMMITTER_NAME": "T",
        "GIT_COMMITTER_EMAIL": "t@x",
    }
    env = environment(mity, HOME=None, XDG_CACHE_HOME=None, GIT_CONFIG_GLOBAL=None, **settings)
    done = run(mity, *CREATE, env=env)
    assert done.code == 0, done.text


def test_an_output_that_is_a_file_is_refused(mity: Mity) -> None:
    (mity.workspace / "file").write_text("mine")
    done = mity(*CREATE, "--output", "file")
    assert done.code == 2
    assert "is a file: name a folder" in done.err
    below = mity(*CREATE, "--output", "file/below")
    assert below.code in (1, 2) and str(mity.workspace / "file") in below.err
    assert (mity.workspace / "file").read_text() == "mine"


@pytest.mark.parametrize("kind", ["full folder", "file", "link", "dangling link", "link to folder"])
def test_a_target_that_is_taken_is_refused_and_untouched(mity: Mity, tmp_path: Path, kind: str) -> None:
    target = mity.workspace / "demo"
    if kind == "full folder":
        target.mkdir()
        (target / "mine").write_text("mine")
    elif kind == "file":
        target.write_text("mine")
    else:
        (tmp_path / "else").mkdir()
        target.symlink_to(tmp_path / ("nowhere" if kind == "dangling link" else "else"))
    done = mity(*CREATE)
    assert done.code == 2, done.text
    assert str(target) in done.err and done.err.count("\n") == 1
    assert not (mity.workspace / ".mity").exists()
    assert list((tmp_path / "else").glob("*")) == []


def test_an_empty_target_is_used(mity: Mity) -> None:
    (mity.workspace / "demo").mkdir()
    assert mity(*CREATE).code == 0


def test_a_deleted_working_folder_is_told(mity: Mity, tmp_path: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    for argv in (CREATE, (*CREATE, "--dry-run", "--json"), ("resume",), ("runs", "list")):
        done = subprocess.run(
            ["sh", "-c", script, "sh", *mity.argv(*argv)], cwd=tmp_path, env=mity.env, capture_output=True, text=True
        )
        assert done.returncode in (0, 1), done.stderr
        assert "bug" not in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0 or "the current folder is not there any more" in done.stderr


def test_an_absolute_output_works_from_a_deleted_folder(mity: Mity, tmp_path: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    argv = mity.argv(*words("demo", "--output", str(mity.workspace), build="broken"))
    done = subprocess.run(["sh", "-c", script, "sh", *argv], cwd=tmp_path, env=mity.env, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert f"--output {mity.workspace}" in done.stdout


def test_a_workspace_deleted_during_a_run_is_told(mity: Mity) -> None:
    process = mity.start(*words(build="slow"))
    pid = int(word_of(mity, "slow")[0])
    (run_id,) = run_ids(mity)
    shutil.rmtree(mity.workspace)
    os.kill(pid, 9)
    _, err = process.communicate(timeout=20)
    assert process.returncode in (1, 3), err
    assert "Traceback" not in err and "bug" not in err
    assert marked(run_id) == []


def test_a_moved_workspace_goes_on(asked: Mity, tmp_path: Path) -> None:
    mity = asked
    moved = tmp_path / "moved to here"
    mity.workspace.rename(moved)
    (moved / "repaired").touch()
    assert mity("resume", "--choose", "retry", cwd=moved).code == 0
    log = json.loads(next(iter((moved / ".mity" / "logs").glob("*.json"))).read_bytes())
    assert log["context"]["output_path"] == str(moved / "demo")


def test_the_newest_run_is_the_last_one_begun_whatever_the_clock_said(asked: Mity) -> None:
    mity = asked
    (old,) = run_ids(mity)
    path = mity.workspace / ".mity" / "logs" / f"{old}.json"
    path.write_text(path.read_text().replace(mity.log()["started_at"], "2099-01-01T00:00:00.000Z"))
    os.utime(path, (4_000_000_000, 4_000_000_000))
    assert mity(*words("second", build="broken")).code == 3
    repair(mity)
    newest = mity("resume", "--choose", "retry")
    assert newest.code == 0 and "second is proven" in newest.out
    aged = mity("resume", "--choose", "retry")
    assert aged.code == 0 and "demo is proven" in aged.out
    assert "which this machine's clock has yet to reach (it was set back)" in aged.err


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
def test_a_clock_that_was_set_back_between_runs_and_before_a_resume(mity: Mity) -> None:
    fake = ["faketime", "-f", "+400d"]
    made = subprocess.run(
        [*fake, *mity.argv(*words(build="broken"))], env=mity.env, cwd=mity.workspace, capture_output=True
    )
    assert made.returncode == 3, made.stderr
    repair(mity)
    started = time.monotonic()
    done = mity("resume", "--choose", "retry")
    assert done.code == 0, done.text
    assert time.monotonic() - started < 20
    assert "it was set back" in done.err
    assert statuses(mity.log())["commit"] == "done"


BAD = [
    ("", "needs a name"),
    ("   ", "needs a name"),
    ("two words", "it has a space"),
    ("a\tb", "it has a space"),
    ("../up", "path separator"),
    ("a/b", "path separator"),
    ("a\\b", "path separator"),
    ("/abs", "path separator"),
    ("1st", "begins with a digit"),
    ("-dash", "No such option"),
    ("dash-", "cannot name an application"),
    (".hidden", "cannot name an application"),
    ("..", "cannot name an application"),
    ("café", "has the letter 'é'"),
    ("日本", "has the letter '日'"),
    ("a" * 51, "has 51 characters, 50 at most"),
    ("x" * 5000, "has 5000 characters, 50 at most"),
    ("x", "cannot name an application"),
    ("a;rm", "cannot name an application"),
    ("$(id)", "cannot name an application"),
    ("con", "reserved word"),
    ("NUL", "reserved word"),
    ("tests", "reserved word"),
    ("Server", "reserved word"),
    ("node-modules", "reserved word"),
    ("mity", "reserved word"),
]


@pytest.mark.parametrize(("name", "said"), BAD)
def test_a_bad_name_is_refused_in_words_that_help(
    name: str, said: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mity.cli import main

    monkeypatch.chdir(workspace)
    assert main(["create-app", name, "--template", str(LIGHT), "--trust"]) == 2
    err = capsys.readouterr().err
    assert said.lower() in err.lower()
    assert len(err) < 500
    if "reserved" not in said and "option" not in said:
        assert "use 2 to 50 ASCII letters" in err
    assert list(workspace.iterdir()) == []


def test_a_reserved_word_of_the_real_stack_is_refused(mity: Mity) -> None:
    done = mity("create-app", "asyncio", "--stack", "python-fastapi")
    assert done.code == 2 and "'asyncio-app'" in done.err
    assert untouched(mity)


@pytest.mark.parametrize("slug", ["../../evil", "{tmp_path}/evil", "a/b", "..", ".", ""])
def test_an_answer_cannot_lead_out_of_the_workspace(mity: Mity, tmp_path: Path, slug: str) -> None:
    slug = slug.format(tmp_path=tmp_path)
    done = mity(*CREATE, "--set", f"app_slug={slug}")
    assert done.code == 2, done.text
    assert "app_slug" in done.err
    assert untouched(mity)
    assert list(tmp_path.rglob("evil")) == []


def test_an_answer_is_data_and_arrives_as_it_was_given(mity: Mity) -> None:
    text = "{{ 1 + 1 }} {% raw %} {# no #} {{ ''.__class__ }} it's {{ \"quoted\" }} \\n 日本"
    done = mity(*words("demo", "--on-escalate", "abort", greeting=text, build="broken"))
    assert done.code == 1, done.text
    assert (mity.workspace / "demo" / "README.md").read_text(encoding="utf-8") == f"# {text}\n"


@pytest.mark.stacks
@pytest.mark.timeout(600)
def test_the_real_application_in_an_odd_path(mity: Mity) -> None:
    odd = mity.workspace / ODD
    done = mity("create-app", "demo", "--stack", "python-fastapi", "--output", str(odd))
    assert done.code == 0, done.text


@pytest.mark.stacks
@pytest.mark.timeout(600)
def test_without_a_network_the_question_names_the_cause(mity: Mity) -> None:
    closed = "http://127.0.0.1:9/simple"
    env = {
        "UV_DEFAULT_INDEX": closed,
        "PIP_INDEX_URL": closed,
        "UV_CACHE_DIR": str(mity.home / "uv"),
        "PIP_CACHE_DIR": str(mity.home / "pip"),
        "UV_HTTP_RETRIES": "0",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
        "UV_NO_CONFIG": "1",
    }
    done = mity("create-app", "demo", "--stack", "python-fastapi", env=env)
    assert done.code == 3, done.text
    assert any(word in done.text.lower() for word in ("connect", "network", "refused"))
    assert statuses(mity.log())["build"] == "needs_input"
    again = mity("resume", "--choose", "retry")
    assert again.code == 0, again.text
