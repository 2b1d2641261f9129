"""Full, read-only and unwritable folders: one clear sentence, nothing lost, and the run goes on after repair."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from delivering import SECRET, configure, define, deliver, github, waiting, watching

from harness import LIGHT, Mity
from misbehaving_app import STATIONS, litter, marked, misbehaving, repair, run_ids, statuses, words

CREATE = ("create-app", "demo", "--template", str(LIGHT), "--trust")


class Disk:
    """A small file system of its own, where we may mount one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, *words: str) -> None:
        """Mounts on the path; skips the test where that is not allowed."""
        done = subprocess.run(["mount", *words, str(self.path)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"cannot mount here: {done.stderr.strip()}")

    def of(self, size: str) -> None:
        """An empty file system of that size."""
        self.mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs")

    def remount(self, options: str) -> None:
        """Changes size or mode."""
        self.mount("-o", f"remount,{options}")

    def unmount(self) -> None:
        """Takes it away."""
        subprocess.run(["umount", "--lazy", str(self.path)], capture_output=True)

    def fill(self, keep: int = 0) -> Path:
        """Fills it but for `keep` bytes."""
        ballast = self.path / "ballast"
        with ballast.open("ab", buffering=0) as handle:
            try:
                while True:
                    handle.write(b"x" * 4096)
            except OSError:
                pass
        os.truncate(ballast, max(ballast.stat().st_size - keep, 0))
        return ballast


@pytest.fixture
def disk(workspace: Path) -> Iterator[Disk]:
    made = Disk(workspace)
    yield made
    made.unmount()


def sentence(text: str) -> str:
    """What mity said on one line, without the wrapping of the report."""
    return " ".join(text.split())


@pytest.mark.parametrize("keep", [0, 4096, 8192, 12288, 40960])
def test_a_full_disk_at_any_time_of_a_run_is_told_and_mended(mity: Mity, disk: Disk, keep: int) -> None:
    disk.of("600k")
    ballast = disk.fill(keep)
    done = mity(*CREATE)
    assert done.code in (1, 3), done.text
    assert "No space left on device" in sentence(done.text), done.text
    assert str(disk.path) in done.text and "cannot write the output" not in done.text
    before = [name for name, status in statuses(mity.log()).items() if status == "done"] if run_ids(mity) else []
    ballast.unlink()
    again = mity("resume", "--on-escalate", "retry") if run_ids(mity) else mity(*CREATE)
    assert again.code == 0, again.text
    log = mity.log()
    assert statuses(log) == dict.fromkeys(STATIONS, "done")
    assert litter(disk.path) == []
    attempts = {row["station"]: row["result"]["attempts"] for row in log["results"]}
    assert all(attempts[name] == 1 for name in before)


def test_a_build_that_fills_the_disk_is_asked_about_and_loses_nothing(mity: Mity, disk: Disk) -> None:
    disk.of("400k")
    done = misbehaving(mity, build="fill")
    assert done.code in (1, 3), done.text
    assert "No space left on device" in sentence(done.text)
    assert "Exception in thread" not in done.text
    (disk.path / "demo" / "dist" / "fat.bin").unlink()
    repair(mity)
    again = mity("resume")
    assert again.code == 0, again.text
    log = mity.log()
    assert statuses(log) == dict.fromkeys(STATIONS, "done")
    assert {row["station"]: row["result"]["attempts"] for row in log["results"]}["scaffold"] == 1


def test_a_read_only_workspace_is_told_before_anything_runs(mity: Mity, disk: Disk) -> None:
    disk.of("400k")
    disk.remount("ro")
    done = mity(*CREATE)
    assert done.code == 1, done.text
    assert "Read-only file system" in done.err and "--output" in done.err
    assert done.err.count("mity:") == 1
    disk.remount("rw")
    assert list(disk.path.iterdir()) == []
    assert mity(*CREATE).code == 0


@pytest.fixture
def immutable(workspace: Path) -> Iterator[Path]:
    """A log folder in which not even root may write."""
    logs = workspace / ".mity" / "logs"
    logs.mkdir(parents=True)
    if subprocess.run(["chattr", "+i", str(logs)], capture_output=True).returncode:
        pytest.skip("cannot make a folder immutable here")
    yield logs
    subprocess.run(["chattr", "-i", str(logs)], check=True)


def test_an_unwritable_log_folder_is_told_and_nothing_is_made(mity: Mity, immutable: Path) -> None:
    done = mity(*CREATE)
    assert done.code == 1, done.text
    assert str(immutable) in done.err and "not permitted" in done.err
    assert not (mity.workspace / "demo").exists()
    subprocess.run(["chattr", "-i", str(immutable)], check=True)
    assert mity(*CREATE).code == 0


def test_a_log_folder_that_becomes_unwritable_costs_no_finished_station(mity: Mity) -> None:
    process = mity.start(*words(build="slow"))
    while not (mity.workspace / "slow").exists():
        assert process.poll() is None
    logs = mity.workspace / ".mity" / "logs"
    if subprocess.run(["chattr", "+i", str(logs)], capture_output=True).returncode:
        process.kill()
        process.communicate()
        pytest.skip("cannot make a folder immutable here")
    try:
        process.terminate()
        _, err = process.communicate(timeout=20)
    finally:
        subprocess.run(["chattr", "-i", str(logs)], check=True)
    assert process.returncode in (1, 130), err
    assert "Traceback" not in err
    assert marked(run_ids(mity)[0]) == []
    repair(mity)
    again = mity("resume")
    assert again.code == 0, again.text
    attempts = {row["station"]: row["result"]["attempts"] for row in mity.log()["results"]}
    assert attempts == {**dict.fromkeys(STATIONS, 1), "build": 2}, "the attempt that was ended counts"


def test_a_log_folder_that_is_a_file_is_told(mity: Mity) -> None:
    (mity.workspace / ".mity").mkdir()
    (mity.workspace / ".mity" / "logs").write_text("")
    for argv in (CREATE, ("resume",), ("runs", "list"), ("runs", "show")):
        done = mity(*argv)
        assert done.code in (0, 1, 2) and "bug" not in done.text, done.text
    assert not (mity.workspace / "demo").exists()


def test_a_file_in_place_of_the_folder_of_mity_is_told(mity: Mity) -> None:
    (mity.workspace / ".mity").write_text("a file")
    done = mity(*CREATE)
    assert done.code in (1, 2), done.text
    assert str(mity.workspace / ".mity") in done.err


def test_a_full_disk_loses_no_event_and_no_delivery(mity: Mity, disk: Disk) -> None:
    disk.of("900k")
    define(
        mity,
        "work",
        "triggers: [{type: custom, name: work}, {type: webhook, name: push}]\n"
        'steps: [{name: a, command: \'echo "${{ event.name }}" >> "$SEEN"\'}]\n',
    )
    configure(mity, '[watch]\ngithub_secret_env = "HOOK_SECRET"\n')
    seen = mity.home / "seen"
    env = {"HOOK_SECRET": SECRET, "SEEN": str(seen)}
    assert mity("watch", "--once", "--trust").code == 0
    headers, body = github({"ref": "refs/heads/main"}, "push", "d-1")
    with watching(mity, "--port", "0", env=env) as watch:
        ballast = disk.fill()
        assert deliver(f"{watch.url}/hooks/github", headers, body) == 503
        assert "No space left on device" in watch.text, watch.text
        posted = mity("event", "work")
        assert posted.code == 1 and "No space left on device" in posted.err, posted.text
        assert waiting(mity) == [], "nothing half-written is left"
        ballast.unlink()
        assert deliver(f"{watch.url}/hooks/github", headers, body) == 202, "delivered again, it is taken"
        watch.says("webhook push main: work passed")
    mity("event", "work")
    ballast = disk.fill(4096)
    full = mity("watch", "--once", env=env)
    assert full.code == 1 and "No space left on device" in sentence(full.text), full.text
    ballast.unlink()
    again = mity("watch", "--once", env=env)
    assert again.code == 0, again.text
    assert seen.read_text().splitlines() in (["push", "work"], ["push", "work", "work"]), "the step may run again"
    assert waiting(mity) == []
