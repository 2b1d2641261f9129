"""Which steps are asked about before they run: every one, the risky ones, or none."""

from __future__ import annotations

from mity.engine.frame import Frame
from mity.text.patterns import regex
from mity.workflow.core import Step

AUTOPILOT, SUPERVISED, HYBRID = "autopilot", "supervised", "hybrid"
RISKY_WORDS = ("push", "publish", "release", "deploy", "delete", "destroy", "drop", "rm", "rmdir", "apply", "upload")
"""Words of a command that has effects outside of the project's files, or takes something away for good."""
_RISKY = regex(rf"(?<![\w.-])(?:{'|'.join(RISKY_WORDS)})(?![\w.])")


def is_asked_about(frame: Frame, step: Step) -> bool:
    """Whether a person has to approve a step before it runs, by the mode of the run."""
    mode = str(frame.log.context.metadata.get("mode") or frame.log.workflow.mode)
    if step.checkpoint is not None or step.final or mode == AUTOPILOT:
        return False
    return mode == SUPERVISED or risky(step)


def risky(step: Step) -> bool:
    """Whether a step may have effects that nobody can take back."""
    if step.risky or step.once:
        return True
    if step.agent is not None:
        return not step.agent.scopes
    words = step.command if isinstance(step.command, str) else " ".join(step.command)
    return not step.undo and bool(_RISKY.search(words))


def question(frame: Frame, step: Step) -> str:
    """What a person is asked: the step with its values. Raises ExpressionError."""
    what = step.body
    if step.command:
        command = frame.command(step)
        what = command if isinstance(command, str) else " ".join(command)
        values = frame.environment({}, step.values)
        what += "".join(f"\n  {name}={values[name]}" for name in step.values)
    elif step.agent is not None:
        what = f"agent: {frame.text(step.agent.prompt) or step.agent.prompt_file}"
    return f"Run '{step.id}': {what}"
