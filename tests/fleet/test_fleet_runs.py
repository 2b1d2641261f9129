"""A verb over many repositories: what becomes of each, whatever becomes of the others."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from fleet_work import ASK, CHANGE, SURE, FleetWork, rows, states

from harness import LIGHT, git
from template_versions import VERSIONS, make_template

pytestmark = pytest.mark.slow


def test_twelve_repositories_of_which_six_come_to_their_end(work: FleetWork) -> None:
    good = [work.script(f"good{number}") for number in range(5)]
    good.append(work.script("good5", f'test -z "$GITHUB_TOKEN" || exit 1\n{CHANGE}'))
    lines = [
        work.script("broken", "exit 3\n"),
        *(f"{path}  # fine" for path in good),
        work.repository("empty", None),
        f"'{work.root / 'none.git'}'",
        work.script("asks", ASK),
        f"{work.script('elsewhere')} other",
        work.script("idle", SURE),
        good[0],
    ]
    work.listed(*lines)
    names = ("all.md", "all.html", "all.json")
    done = work.up(*(word for name in names for word in ("--report", name)), env={"GITHUB_TOKEN": "ghp_of_ada"})
    assert done.code == 1, done.text
    assert states(done) == {
        **dict.fromkeys([f"good{number}" for number in range(6)], "proven"),
        "broken": "failed",
        "idle": "failed",
        "empty": "not cloned",
        "none": "not cloned",
        "elsewhere": "not cloned",
        "asks": "waiting",
    }
    ends = [row["state"] for row in done.json["repositories"]]
    assert ends == ["failed"] * 2 + ["not cloned"] * 3 + ["waiting"] + ["proven"] * 6
    for name in names:
        assert "good3.git" in (work.workspace / name).read_text()
    assert json.loads((work.workspace / "all.json").read_text()) == done.json
    proven = done.json["repositories"][-1]
    assert Path(proven["clone"], "a.txt").read_text() == "new\n"
    assert json.loads(Path(proven["log"]).read_text())["verdict"] == "proven"
    assert next((step["step"], step["status"]) for step in proven["steps"]) == ("change", "done")
    assert work.head("good0", "mity/run-up-yaml") == ""


def test_one_at_a_time_a_failure_stops_no_other(work: FleetWork) -> None:
    work.listed(work.script("broken", "exit 3\n"), work.script("good"))
    done = work.up("--parallel", "1")
    assert (done.code, states(done)) == (1, {"broken": "failed", "good": "proven"})


def test_no_repository_brings_a_mity_of_its_own(work: FleetWork) -> None:
    """Python looks for modules in the folder first that it is started in: a clone may have one of that name."""
    code = f"open({str(work.root / 'pwned')!r}, 'w')\n"
    files = {"a.txt": "old\n", "do.sh": CHANGE, "mity/__init__.py": code, "mity/__main__.py": code, "click.py": code}
    work.listed(work.repository("evil", files))
    done = work.up(env={"PYTHONSAFEPATH": ""})
    assert (done.code, states(done)) == (0, {"evil": "proven"}), done.text
    assert not (work.root / "pwned").exists()


def test_the_exit_code_is_the_worst(work: FleetWork) -> None:
    work.listed(work.script("good"), work.script("asks", ASK))
    done = work.up()
    assert (done.code, states(done)) == (3, {"asks": "waiting", "good": "proven"})
    (asks,) = [row for row in done.json["repositories"] if row["state"] == "waiting"]
    assert asks["next"].startswith("mity resume ")
    answered = work.mity("approve", asks["run_id"], "--output", asks["clone"])
    assert answered.code == 0, answered.text
    went_on = work.mity("fleet", "resume", "--json")
    assert (went_on.code, states(went_on)) == (0, {"asks": "proven", "good": "proven"}), went_on.text
    assert work.mity("fleet", "resume", "--quiet").code == 0


def test_a_kill_in_the_middle_costs_what_was_under_way(work: FleetWork) -> None:
    work.mity.env["MITY_SANDBOX"] = "off"  # what the commands tell lies outside of the clones
    count, gate = work.root / "count", work.root / "gate"
    first = f'echo first >> "{count}"\n{CHANGE}'
    held = f'echo held >> "{count}"\nwhile [ ! -e "{gate}" ]; do sleep 0.05; done\n{CHANGE}'
    work.listed(work.script("first", first), work.script("held", held), work.script("last"))
    process = work.mity.start("fleet", "run", "up.yaml", "--repos", "repos.txt", "--parallel", "1")
    _until(lambda: count.exists() and "held" in count.read_text())
    process.kill()
    process.wait()
    stands = work.mity("fleet", "report", "--json")
    assert (stands.code, states(stands)) == (130, {"first": "proven", "held": "interrupted", "last": "not begun"})
    resumed = work.mity.start("fleet", "resume", "--json")
    _until(lambda: count.read_text().count("held") == 2)
    gate.touch()
    out, err = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, err
    assert {row["state"] for row in json.loads(out)["repositories"]} == {"proven"}
    assert count.read_text().split() == ["first", "held", "held"]
    assert not _running(str(work.workspace / ".mity" / "clones"))


def test_ctrl_c_leaves_a_report_and_nothing_running(work: FleetWork) -> None:
    work.mity.env["MITY_SANDBOX"] = "off"  # what the commands tell lies outside of the clones
    begun = work.root / "begun"
    work.listed(work.script("good"), work.script("held", f'touch "{begun}"\nsleep 600\n'), work.script("last"))
    words = ("fleet", "run", "up.yaml", "--repos", "repos.txt", "--parallel", "1", "--json", "--report", "all.md")
    process = work.mity.start(*words)
    _until(begun.exists)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    found = {row["repository"].rpartition("/")[2]: row["state"] for row in json.loads(out)["repositories"]}
    assert found == {"good.git": "proven", "held.git": "interrupted", "last.git": "not begun"}
    assert "1 interrupted" in (work.workspace / "all.md").read_text()
    assert not _running(str(work.workspace / ".mity" / "clones"))


def test_two_fleets_at_once_in_one_workspace(work: FleetWork) -> None:
    work.listed(*(work.script(f"r{number}", f"sleep 0.3\n{CHANGE}") for number in range(3)))
    both = [work.mity.start("fleet", "run", "up.yaml", "--repos", "repos.txt", "--json") for _ in range(2)]
    told = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    assert [one.returncode for one in both] == [0, 0]
    clones = [row["clone"] for one in told for row in one["repositories"]]
    assert len(set(clones)) == 6
    assert told[0]["run_id"] != told[1]["run_id"]


def test_what_a_repository_names_runs_where_it_is_trusted_alone(work: FleetWork) -> None:
    for name in ("one", "two"):
        stack = {"schema": 1, "id": "own", "title": "Own", "language": "sh"}
        command = {"argv": ["sh", "-c", f"touch ran; : {name}; false"]}
        work.repository(name, {".mity/stack.yaml": json.dumps({**stack, "commands": {"test": command}})})
    work.listed(*(f"'{work.bare(name)}'" for name in ("one", "two")))
    words = ("fleet", "heal", "--repos", "repos.txt", "--json", "--trust", "*/two.git")
    done = work.mity(*words, "--", "--no-heal")
    assert states(done)["one"] == "untrusted", done.text
    assert states(done)["two"] in ("failed", "waiting")
    clones = {name: Path(row["clone"]) for name, row in rows(done.json).items()}
    assert {name for name, clone in clones.items() if (clone / "ran").exists()} == {"two"}


def test_a_log_of_somebody_else_begins_nothing(work: FleetWork) -> None:
    work.mity.env["MITY_SANDBOX"] = "off"  # what the commands tell lies outside of the clones
    count = work.root / "count"
    work.listed(work.script("one", f'echo x >> "{count}"\nexit 1\n'))
    assert work.up().code == 1
    stranger = {"XDG_STATE_HOME": str(work.root / "stranger")}
    done = work.mity("fleet", "resume", "--json", env=stranger)
    assert done.code == 1
    assert "begun by somebody else" in done.text
    assert count.read_text().split() == ["x"]


def test_add_feature_and_heal_in_applications_of_mity(work: FleetWork) -> None:
    assert work.mity.light("shop").code == 0
    application = work.workspace / "shop"
    listed = work.workspace / "repos.txt"
    listed.write_text("shop\n")
    trust = ("--trust", "*")
    words = ("fleet", "add-feature", "note", "--field", "text:str", "--repos", "repos.txt", "--json", *trust)
    done = work.mity(*words)
    assert (done.code, states(done)) == (0, {"shop": "proven"}), done.text
    clone = Path(done.json["repositories"][0]["clone"])
    assert "note" in work.mity("features", "--app", str(clone)).out
    assert "note" not in work.mity("features", "--app", str(application)).out
    broken = (application / "server.py").read_text().replace("import sys\n", "", 1)
    work.repository("sick", {**_files(application), "server.py": broken})
    healed = work.mity("fleet", "heal", "--repo", str(work.bare("sick")), "--json", *trust)
    assert (healed.code, states(healed)) == (0, {"sick": "proven"}), healed.text
    row = healed.json["repositories"][0]
    assert [repair for step in row["steps"] for repair in step.get("repairs", ())]
    assert "import sys" in Path(row["clone"], "server.py").read_text()


def test_update_in_applications_of_a_template(work: FleetWork) -> None:
    template = make_template(work.root / "light")
    for name in ("old", "new"):
        version = VERSIONS[0] if name == "old" else VERSIONS[-1]
        words = ("create-app", name, "--template", str(template), "--ref", f"v{version}", "--trust")
        assert work.mity(*words).code == 0
    (work.workspace / "repos.txt").write_text("old\nnew\n")
    done = work.mity("fleet", "update", "--repos", "repos.txt", "--trust", "*", "--json", "--", "--set", "colour=red")
    assert (done.code, states(done)) == (0, {"old": "proven", "new": "passed"}), done.text
    assert "up to date" in rows(done.json)["new"]["message"]
    assert git(Path(rows(done.json)["old"]["clone"]), "log", "-1", "--format=%s").startswith("Update")


def _files(application: Path) -> dict[str, str]:
    names = [path for path in application.rglob("*") if path.is_file() and ".git" not in path.parts]
    kept = {"logs", "locks", "cache", "reports", "dist", "__pycache__", "heal.git"}
    found = {str(path.relative_to(application)): path for path in names}
    texts = {name: path.read_text() for name, path in found.items() if not kept & set(Path(name).parts)}
    return {**texts, ".mity/stack.yaml": (LIGHT / "stack.yaml").read_text()}


def _until(there: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def _running(workspace: str) -> list[str]:
    """The processes that work below a workspace."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(workspace) and process.pid != os.getpid():
                found.append(f"{process.pid} {' '.join(process.cmdline())} {process.status()}")
        except psutil.Error:
            continue
    return found
