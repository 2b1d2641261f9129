"""The forms of the page: answers, pause, cancel, resume, replay, and starting a workflow."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from mity.engine.choice import Choice
from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions
from mity.operations.show_triggers import watched
from mity.web.actions import Actions, default, fields
from mity.web.asked import Asked
from mity.web.launch import Launcher
from mity.web.rendering import Rendering, path
from mity.workflow.graph import svg

_MODES = ("", "autopilot", "supervised", "hybrid")
_STRICTNESS = ("", "strict", "lenient")


class Steering:
    """What is done to the runs of the workspace that is asked for; every form leads back to the run."""

    def __init__(self, rendering: Rendering, launcher: Launcher) -> None:
        self._rendering = rendering
        self._launcher = launcher

    def checkpoint(self, asked: Asked) -> Response:
        """Approves, rejects, or asks; with `go_on` a run that nobody works on goes on."""
        form, run = asked.form, asked.path["run"]
        step, word = form.get("step", ""), form.get("answer", "")
        if word == "ask":
            self._actions(asked).ask(run, step, form.get("text", ""), asked.user.name)
            return self._back(asked, run)
        if word not in ("approve", "reject"):
            raise UsageError("a checkpoint is approved, rejected, or asked about")
        inputs = {name.removeprefix("input."): value for name, value in form.items() if name.startswith("input.")}
        given: dict[str, Any] = {"answer": "reject", "reason": form.get("text", "")}
        if word == "approve":
            given = {"answer": "approve", "changes": form.get("text", ""), "inputs": inputs}
        self._actions(asked).answer_checkpoint(run, step, given, asked.user.name, anyway="anyway" in form)
        return self._go_on(asked, run)

    def question(self, asked: Asked) -> Response:
        """Chooses an option of a question; the run then goes on."""
        form, run = asked.form, asked.path["run"]
        runs = "run_help" in form
        if runs and not asked.user.may("run"):
            raise UsageError(f"to have commands run needs the role 'run', and {asked.user.name} has not got it")
        choice = Choice(form.get("choice", ""), form.get("text", "").replace("\r\n", "\n"), runs, asked.user.name)
        self._actions(asked).choose(run, form.get("step", ""), choice)
        return self._go_on(asked, run)

    def pause(self, asked: Asked) -> Response:
        """Asks a run to pause."""
        self._actions(asked).end(asked.path["run"], asked.user.name, pause=True)
        return self._back(asked, asked.path["run"])

    def cancel(self, asked: Asked) -> Response:
        """Ends a run."""
        self._actions(asked).end(asked.path["run"], asked.user.name, pause=False)
        return self._back(asked, asked.path["run"])

    def resume(self, asked: Asked) -> Response:
        """Goes on with a run."""
        self._actions(asked).resume(asked.path["run"], asked.user.name, asked.form.get("definition", ""))
        return self._back(asked, asked.path["run"])

    def replay(self, asked: Asked) -> Response:
        """Begins a new run from a step of another one on; the list shows it where its id is not known yet."""
        if made := self._actions(asked).replay(asked.path["run"], asked.form.get("step", ""), asked.user.name):
            return self._back(asked, made)
        return RedirectResponse(self._rendering.workspaces.base(asked.places) or "/", 303)

    def workflows(self, asked: Asked) -> Response:
        """The workflows that can be started."""
        return self._rendering.page(asked, "workflows.html", {"rows": asked.place.workflows()})

    def triggers(self, asked: Asked) -> Response:
        """What `mity watch` waits for in this workspace, and what it has served."""
        app = asked.place.app()
        return self._rendering.page(asked, "triggers.html", watched(app.workspace, app.library, app.registry))

    def workflow(self, asked: Asked) -> Response:
        """One workflow: its picture, and the form that starts it."""
        return self._form(asked)

    def start(self, asked: Asked) -> Response:
        """Starts a workflow; what is wrong in the form is told beside it, and nothing that was typed is lost."""
        name, form = asked.path["name"], asked.form
        workflow = asked.place.workflow(name)
        mode, strictness = form.get("mode", ""), form.get("strictness", "")
        try:
            if mode not in _MODES or strictness not in _STRICTNESS:
                raise UsageError("choose a mode and a strictness of the list")
            given = fields(workflow, form)
            options = RunOptions(given, form.get("spec", "").strip(), mode, strictness)
            run = self._actions(asked).start(name, given, options, asked.user.name)
        except UsageError as error:
            return self._form(asked, str(error))
        return self._back(asked, run)

    def _form(self, asked: Asked, wrong: str = "") -> Response:
        name = asked.path["name"]
        workflow, (like, queue) = asked.place.workflow(name), asked.place.like(name)
        typed = asked.form
        rows = [
            {"name": one.name, "type": one.type, "required": one.required, "description": one.description}
            | {"values": [default(value) for value in one.values]}
            | {"value": typed.get(f"param.{one.name}", default(one.default))}
            for one in workflow.parameters
        ]
        values = {"name": name, "workflow": workflow, "rows": rows, "graph": Markup(svg(workflow)), "wrong": wrong}
        values |= {"modes": _MODES, "levels": _STRICTNESS, "typed": typed, "like": like, "queue": queue}
        return self._rendering.page(asked, "workflow.html", values, 400 if wrong else 200)

    def _go_on(self, asked: Asked, run: str) -> Response:
        if "go_on" in asked.form and not asked.place.goes_on(run):
            self._actions(asked).resume(run, asked.user.name)
        return self._back(asked, run)

    def _actions(self, asked: Asked) -> Actions:
        return Actions(asked.place, self._launcher)

    def _back(self, asked: Asked, run: str) -> Response:
        return RedirectResponse(f"{self._rendering.workspaces.base(asked.places)}/runs/{path(run)}", 303)
