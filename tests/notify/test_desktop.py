"""Notices on the desktop: by the real `notify-send` on a bus of its own, and without anybody to show them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from desktop import desktop
from own_flow import OwnFlow

from harness import Mity
from mity.command import Command, Outcome
from mity.errors import ToolError
from mity.notify.desktop import ByDesktop

SECRET = "hunter2-of-the-desktop"


def programs(folder: Path, **scripts: str) -> str:
    """A PATH with nothing but programs of these names."""
    folder.mkdir()
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.slow
def test_a_run_that_ends_is_one_notice_with_its_words_as_text_and_no_secret(mity: Mity, tmp_path: Path) -> None:
    mity.env["DEPLOY_TOKEN"] = SECRET
    flow = OwnFlow(mity, ("one", "true"), ("bad", 'echo "<b>$DEPLOY_TOKEN</b>"; exit 3'))
    with desktop(tmp_path) as shown:
        mity.env["DBUS_SESSION_BUS_ADDRESS"] = shown.address
        done = mity("run", "flow", "--trust", "--notify-desktop")
        assert (done.code, "notifications" in done.text) == (1, False), done.text
        ((title, body),) = shown.shown
        assert title.startswith("mity: flow (0001-flow-")
        assert "the run is failed" in body and "<b>" not in body and SECRET not in body
        ask = {"name": "ask", "type": "checkpoint", "message": "Ship <it> & go?"}
        flow.define({"name": "flow", "steps": [ask]})
        assert mity("run", "flow", "--trust", "--notify-desktop").code == 3
        assert "Ship &lt;it&gt; &amp; go?" in shown.shown[-1][1]
        (flow.folder / ".mity" / "config.toml").write_text('[[notify]]\nkind = "desktop"\nevents = ["run-started"]\n')
        assert mity("run", "flow", "--trust", "--notify-desktop").code == 3
        assert [body for _, body in shown.shown[2:]] == ["→ the run is under way"]  # one channel, as it is set up


@pytest.mark.slow
def test_without_a_program_or_a_desktop_a_run_says_so_in_one_sentence_and_goes_on(mity: Mity, tmp_path: Path) -> None:
    OwnFlow(mity, ("one", "true"))
    git = os.pathsep.join(("/usr/bin", "/bin"))
    with desktop(tmp_path, service=False) as nobody:
        mity.env["DBUS_SESSION_BUS_ADDRESS"] = nobody.address
        done = mity("run", "flow", "--trust", "--notify-desktop", env={"PATH": git})
        assert done.code == 0, done.text
        assert done.text.count("notifications did not all arrive: 'desktop': notify-send could not show it") == 1
    bare = programs(tmp_path / "bare", sh='exec /bin/sh "$@"')
    done = mity("run", "flow", "--trust", "--notify-desktop", env={"PATH": bare})
    assert done.code == 0, done.text
    assert done.text.count("'desktop': notify-send is not on PATH: install libnotify") == 1, done.text


def test_macos_and_windows_get_the_texts_as_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", programs(tmp_path / "bin", osascript="true", powershell="true"))
    ran: list[Command] = []

    def run(command: Command) -> Outcome:
        ran.append(command)
        return Outcome(command, 0)

    text = "\"; do shell script 'x' $(x)"
    for platform in ("darwin", "win32"):
        assert ByDesktop(run, platform).send("title", [text, "over"], bad=True)
    apple, windows = ran
    assert apple.argv[-2:] == ("title", f"{text}\nover")
    assert windows.env["MITY_NOTICE_TEXT"] == f"{text}\nover" and not any(text in word for word in windows.argv)
    with pytest.raises(ToolError, match=r"^notify-send is not on PATH"):
        ByDesktop(run, "linux").send("title", [text], bad=False)
