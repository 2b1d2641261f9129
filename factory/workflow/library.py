"""temporary"""

from mity.workflow.core import Stage, Step
from mity.workflow.model import Workflow


class Library:
    def __init__(self, workspace):
        self.w = workspace

    def called(self, w):
        return {}

    def checked(self, w, p):
        return dict(p)

    def find(self, name, registry=None):
        w = Workflow(name, {"create-app": "Create Application"}.get(name, name))
        if name == "create-app":
            for s in ["scaffold", "validate", "build", "test", "launch", "commit"]:
                w.station(s)
        elif name == "heal":
            for s in ["build", "test", "launch"]:
                w.station(s)
        else:
            w.add(Stage((Step("baseline", "baseline"),), name="baseline"))
            tri = {
                "add-feature": ("analyze", "architect", "implement"),
                "remove-feature": ("analyze-removal", "architect-removal", "implement-removal"),
                "add-feature-by-agent": ("analyze-request", "plan-agent-task", "implement-by-agent"),
            }[name]
            w.add(Stage((Step("analyze", tri[0]), Step("architect", tri[1])), name="plan"))
            w.add(
                Stage(
                    (
                        Step("implement", tri[2]),
                        *(
                            Step(s, s, {"removal": True} if s == "review" and name == "remove-feature" else {})
                            for s in ["build", "check", "test", "launch", "review", "commit"]
                        ),
                    ),
                    name="change",
                    atomic="change",
                )
            )
        return w
