"""Workflows of installed packages run, stop, are killed and go on as those of files do."""

from __future__ import annotations

import os
import signal
import time

import pytest
from python_flows import install

from harness import Mity

FLOWS = """
    import os, sys, time
    from pathlib import Path
    from typing import Any

    from pydantic import BaseModel

    from mity.dsl import Parameters, command, each, step, when, workflow


    class Given(BaseModel):
        how: str = "well"
        names: list[str] = ["a", "b"]


    @step(outputs=["count"], timeout="1s", name="work")
    def work(context, how: str, size: int = 2) -> Any:
        print("begins with", how)
        if how == "raise":
            raise RuntimeError("no such luck")
        if how == "sleep":
            while True:
                time.sleep(0.01)
        if how == "exit":
            sys.exit(3)
        answers = {"none": None, "list": [1], "other": {"cuont": 1}, "odd": {"count": object()}, "number": {1: 1}}
        return answers.get(how, {"count": size})


    @step
    def tell(context, count: int, share: float = 0.5) -> None:
        context.update_progress("half of it", 50)
        context.save_artifact("found", {"count": count, "share": share})
        assert context.get_artifact("found") == {"count": count, "share": share}


    @workflow("survey", version="1")
    def survey(p: Parameters[Given]) -> None:
        found = work(how=p.how, size=3)
        with each(p.names, parallel=2) as name:
            command("echo", name)
        when(found.count > 2, tell(count=found.count))
"""


def test_a_workflow_of_a_package_is_found_shown_and_run(mity: Mity) -> None:
    install(mity, FLOWS)
    assert [row for row in mity("workflow", "list", "--json").json["workflows"] if row["origin"] == "installed"] == [
        {
            "name": "survey",
            "title": "survey",
            "description": "",
            "file": f"{mity.home}/site-flows/flows.py",
            "origin": "installed",
            "package": "flows",
            "abstract": False,
            "shadowed": False,
        }
    ]
    done = mity("run", "survey", "--verbose")
    assert done.code == 0, done.text
    assert "  │ begins with well" in done.err and "tell: half of it (50 %)" in done.err
    log = mity.log()
    assert log["verdict"] == "passed" and log["context"]["artifacts"] == {"found": {"count": 3, "share": 0.5}}
    assert "begins with well" in (mity.workspace / ".mity/logs" / log["run_id"] / "work.log").read_text()
    told = mity("runs", "events", log["run_id"]).out
    assert "progress             main-2/tell half of it (50 %)" in told
    shown = mity("workflow", "show", "survey", "--yaml")
    (mity.workspace / "survey.yaml").write_text(shown.out)
    again = mity("run", "survey.yaml", "--trust", "--quiet")
    assert again.code == 0, again.text
    assert mity.log()["workflow"] == log["workflow"]


ANSWERS = {
    "raise": "station 'work' raised RuntimeError: no such luck",
    "exit": "station 'work' raised SystemExit: 3",
    "sleep": "step 'work' took longer than its timeout, 1 s",
    "none": "step 'work' returned NoneType instead of a mapping of its outputs (count)",
    "list": "step 'work' returned list instead of a mapping of its outputs (count)",
    "other": "step 'work' returned 'cuont', which it does not declare: did you mean 'count'?",
    "odd": "step 'work' returned what cannot be handed on: 'count' is not plain JSON data",
    "number": "step 'work' returned an output whose name is no text: 1",
}


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
@pytest.mark.parametrize("how", ANSWERS)
def test_what_a_function_does_wrong_is_one_sentence(mity: Mity, how: str) -> None:
    install(mity, FLOWS)
    done = mity("run", "survey", "--param", f"how={how}")
    assert done.code == 1 and ANSWERS[how] in done.err, done.text
    extra = mity.log()["results"][0]["result"]
    assert ("traceback" in extra) is (how in ("raise", "exit"))
    assert how not in ("raise", "exit") or "in work" in extra["traceback"][-1]


def test_a_value_that_does_not_fit_an_annotation_fails_the_step(mity: Mity) -> None:
    install(
        mity,
        """
        from mity.dsl import command, step, workflow

        @step
        def work(sizes: list[int], name: str = "x"):
            return {"sizes": sizes}

        @workflow("flow")
        def flow():
            given = command("sh", "-c", "echo 'sizes=[1, 2]' >> $MITY_OUTPUT; echo 'odd=[1, null]' >> $MITY_OUTPUT")
            work(sizes=given.sizes)
            work(sizes=given.odd)
        """,
    )
    done = mity("run", "flow")
    assert done.code == 1
    assert "step 'work': the input 'sizes' must be list[int] at 1, not '[1, null]'" in done.err
    assert mity.log()["results"][1]["result"]["outputs"] == {"sizes": [1, 2]}


KILLED = """
    import os, signal, time
    from pathlib import Path

    from mity.dsl import step, workflow


    @step(outputs=["n"])
    def count(context):
        context.save_artifact("seen", {"n": 7, "api_token": os.environ.get("API_TOKEN", "tok-123456")})
        Path("begun").touch()
        while not Path("go").exists():
            time.sleep(0.01)
        return {"n": 1}


    @step
    def look(context):
        Path("seen").write_text(str(context.get_artifact("seen")["n"] if Path("brave").exists()
                                    else context.get_artifact("none", 5)))


    @workflow("flow")
    def flow():
        count()
        look()
"""


def killed(mity: Mity) -> None:
    """Kills a run in its first step."""
    with mity.start("run", "flow") as process:
        until = time.monotonic() + 30
        while not (mity.workspace / "begun").exists() and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_a_killed_run_goes_on_by_its_log_and_has_its_artifacts(mity: Mity) -> None:
    install(mity, KILLED)
    killed(mity)
    (mity.workspace / "go").touch()
    texts = [path.read_text() for path in (mity.workspace / ".mity/logs").glob("*.json*")]
    assert any('"artifact.saved"' in text for text in texts) and not any("tok-123456" in text for text in texts)
    module = mity.home / "site-flows" / "flows.py"
    module.write_text(f"{module.read_text()}    look()\n")
    done = mity("resume")
    assert done.code == 0, done.text
    assert "package 'flows' was changed since the run began: it goes on by the definition in its log" in done.err
    log = mity.log()
    assert log["stations"] == ["count", "look"] and log["attempts"] == {"count": 2, "look": 1}
    assert (mity.workspace / "seen").read_text() == "5"


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_a_secret_artifact_of_a_killed_process_is_asked_for(mity: Mity) -> None:
    text = KILLED.replace("import step", "import command, step")
    text = text.replace(
        "    count()\n        look", "    count()\n        command('test', '-e', 'ready')\n        look"
    )
    install(mity, text)
    for name in ("go", "brave"):
        (mity.workspace / name).touch()
    assert mity("run", "flow").code == 1
    (mity.workspace / "ready").touch()
    done = mity("resume")
    assert done.code == 1 and "artifact 'seen' holds the secret api_token, which no log keeps" in done.err, done.text
    assert mity("resume", env={"api_token": "tok-123456"}).code == 0
    assert (mity.workspace / "seen").read_text() == "7"


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_cancelled_from_another_process_a_function_ends(mity: Mity) -> None:
    install(mity, KILLED)
    with mity.start("run", "flow") as process:
        until = time.monotonic() + 30
        while not (mity.workspace / "begun").exists() and time.monotonic() < until:
            time.sleep(0.01)
        began = time.monotonic()
        done = mity("cancel", mity.log()["run_id"])
        assert done.code == 0, done.text
        process.wait(timeout=30)
        assert time.monotonic() - began < 10
    assert mity.log()["state"] == "cancelled"


BROKEN = {
    "import nowhere": "the workflows flows of package 'flows' (mity.workflows) cannot be loaded: ModuleNotFoundError",
    "x = 1": "cannot be loaded: it names no workflow",
    "raise Warning('odd')": "cannot be loaded: Warning: odd",
}


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_package_is_told_when_it_is_asked_for_and_stops_nothing_else(mity: Mity, code: str) -> None:
    install(mity, code)
    install(mity, FLOWS, "good")
    assert mity("run", "survey", "--quiet").code == 0
    done = mity("run", "flows")
    assert done.code == 2 and BROKEN[code] in done.err and "pip uninstall flows" in done.err, done.text
    assert "there is no workflow 'other'" in (done := mity("run", "other")).err
    assert "not readable: the workflows flows of package 'flows' (mity.workflows) cannot be loaded: " in done.err


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_a_name_is_brought_once_and_never_in_the_place_of_another(mity: Mity) -> None:
    install(mity, FLOWS)
    install(mity, FLOWS, "again")
    done = mity("run", "survey")
    assert done.code == 2, done.text
    assert "workflow 'survey' comes with the packages 'again' and 'flows': uninstall one of them" in done.err
    other = FLOWS.replace('"survey"', '"bug-fix"').replace('"work"', '"build"')
    install(mity, other, "third")
    rows = [row for row in mity("workflow", "list", "--json").json["workflows"] if row["name"] == "bug-fix"]
    assert [(row["origin"], row["shadowed"]) for row in rows] == [("shipped", False), ("installed", True)]
    install(mity, FLOWS.replace('"survey"', '"fourth"').replace('"work"', '"build"'), "fourth")
    done = mity("run", "fourth")
    assert done.code == 2 and "station 'build' is registered already, by" in done.err, done.text


def test_a_mistake_in_a_package_has_its_place(mity: Mity) -> None:
    install(mity, FLOWS.replace("p.how, size", "p.who, size"))
    done = mity("run", "survey")
    assert done.code == 2
    assert (
        f"{mity.home}/site-flows/flows.py:38:13: workflow 'survey' has no parameter 'who': did you mean 'how'?"
        in done.err
    ), done.text
    assert "   38 |     found = work(how=p.who, size=3)" in done.err


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_steps_of_a_package_are_stations_for_files(mity: Mity) -> None:
    install(mity, FLOWS)
    path = mity.workspace / "own.yaml"
    path.write_text(
        "name: own\nsteps:\n- {station: work, inputs: {how: well}}\n- {workflow: survey, inputs: {names: []}}\n"
    )
    assert mity("workflow", "validate", str(path)).code == 0
    done = mity("run", "own.yaml", "--trust")
    assert done.code == 0, done.text


ODD = """
    import os, time
    from pathlib import Path

    from mity.dsl import parallel, step, workflow

    print("loaded")


    @step(outputs=["large", "token"])
    def give(context):
        print("the token is tok-" + "123456abc", end="")
        return {"large": ["x" * 100_000], "token": "tok-123456abc"}


    @step
    def take(large: list[str], token: str):
        Path("taken").write_text(f"{len(large[0])} {token}")


    @step
    def beside(context, name: str):
        for number in range(5):
            print(name, number)
            time.sleep(0.01)


    @workflow("odd")
    def odd():
        print("built")
        given = give()
        take(large=given.large, token=given.token)
        with parallel():
            beside(name="left")
            beside(name="right")
"""


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_large_and_secret_values_and_prints_of_several(mity: Mity) -> None:
    install(mity, ODD)
    assert mity("workflow", "list", "--json").json["workflows"]
    done = mity("run", "odd", "--json")
    assert done.code == 0, done.text
    assert done.json["exit_code"] == 0 and "loaded" not in done.out
    assert (mity.workspace / "taken").read_text() == "100000 tok-123456abc"
    folder = mity.workspace / ".mity" / "logs"
    transcripts = folder / mity.log()["run_id"]
    for name, line in (("beside", "left"), ("beside-2", "right")):
        assert (transcripts / f"{name}.log").read_text() == "".join(f"{line} {number}\n" for number in range(5))
    kept = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    assert not any("x" * 1000 in text for text in kept)
    assert not any("tok-123456abc" in text for text in kept if '"results"' in text)
    assert mity.log()["results"][0]["result"]["outputs"]["token"] == "***"


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_ctrl_c_ends_a_function_and_leaves_a_run_that_goes_on(mity: Mity) -> None:
    install(mity, KILLED)
    with mity.start("run", "flow") as process:
        until = time.monotonic() + 30
        while not (mity.workspace / "begun").exists() and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert mity.log()["state"] == "paused"
    (mity.workspace / "go").touch()
    assert mity("resume").code == 0


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_an_optional_argument_is_no_output_of_that_name(mity: Mity) -> None:
    install(
        mity,
        """
        from pathlib import Path

        from mity.dsl import step, workflow

        @step
        def give():
            return {"size": 9, "count": 4}

        @step
        def take(count: int, size: int = 1):
            Path("seen").write_text(f"{count} {size}")

        @workflow("flow")
        def flow():
            given = give()
            take(count=given.count)
        """,
    )
    assert mity("run", "flow", "--quiet").code == 0
    assert (mity.workspace / "seen").read_text() == "4 1"
    own = mity.workspace / "own.yaml"
    own.write_text("name: own\nsteps: [{station: give}, {station: take}]\n")  # a required one is found by its name
    assert mity("run", "own.yaml", "--trust", "--quiet").code == 0
    assert (mity.workspace / "seen").read_text() == "4 1"


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
def test_the_live_view_shows_how_far_a_step_is(mity: Mity) -> None:
    install(
        mity,
        """
        import time

        from mity.dsl import step, workflow

        @step
        def work(context):
            for number in range(30):
                context.update_progress(f"file {number}", number)
                time.sleep(0.05)
            for _ in range(20_000):
                context.update_progress("many", 99)
            try:
                context.update_progress("too much", 101)
            except ValueError as error:
                raise RuntimeError(error)

        @workflow("flow")
        def flow():
            work()
        """,
    )
    done = mity.on_terminal("run", "flow", answers={})
    assert done.code == 1 and "file 1" in done.out and " %)" in done.out, done.out
    assert "the progress of a step is a number from 0 to 100, not 101" in mity.log()["error"]
    told = mity("runs", "events", mity.log()["run_id"]).out
    assert 10 < told.count(" progress ") < 40


@pytest.mark.slow
@pytest.mark.rotation("dsl", of=3)
@pytest.mark.parametrize(
    ("wait", "told"), [("sleep(30)", "; it does not end and goes on until mity does"), ("stay()", "")]
)
def test_what_does_not_want_to_end_is_told(mity: Mity, wait: str, told: str) -> None:
    install(
        mity,
        f"""
        from time import monotonic, sleep

        from mity.dsl import step, workflow

        def stay():
            until = monotonic() + 3
            while monotonic() < until:
                try:
                    while True:
                        sleep(0.01)
                except BaseException:
                    pass

        @step(timeout="1s")
        def work():
            {wait}

        @workflow("flow")
        def flow():
            work()
        """,
    )
    began = time.monotonic()
    assert mity("run", "flow", "--quiet").code == 1
    assert time.monotonic() - began < 15
    assert mity.log()["error"] == f"station 'work': step 'work' took longer than its timeout, 1 s{told}"


GENERATES = """
    from mity.dsl import step, workflow


    @step(outputs=["workflow"], type="generate")
    def plan(context, names: list[str]) -> dict:
        return {"workflow": {"steps": [{"name": one, "command": ["touch", one]} for one in names]}}


    @workflow("survey")
    def survey() -> None:
        plan(names=["x", "y"])
"""


def test_a_function_gives_the_workflow_that_runs_next(mity: Mity) -> None:
    install(mity, GENERATES)
    done = mity("run", "survey", "--quiet")
    assert done.code == 0, done.text
    assert mity.log()["stations"] == ["plan", "plan>x", "plan>y"]
    assert (mity.workspace / "x").exists() and (mity.workspace / "y").exists()
