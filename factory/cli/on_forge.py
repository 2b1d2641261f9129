"""What the verbs that work in a clone of a page's repository share: consent, the place of the run, and its clone."""

from __future__ import annotations

from collections.abc import Callable

from mity.cli.engine_place import Placing
from mity.cli.output import finish
from mity.cli.session import Session
from mity.operations.operation import Operation
from mity.reviews.consent import asked_consent
from mity.runs.log import ExecutionLog
from mity.runs.state import RunState
from mity.system.clone_places import remove_clones

Show = Callable[[ExecutionLog], None]


def run_on_forge(
    session: Session, placing: Placing, operation: Operation, show: Show | None = None, *, keep: bool = False
) -> int:
    """Runs an operation, here or by a worker, to where it stops; the exit code. `show` gets the log before the report.

    That somebody typed it is the consent that the operation asks for. Its clone goes when all is done, unless it is to
    be kept. Raises MityError.
    """
    app = session.app
    session.ask_trust(app.beginning.untrusted(operation))
    if asked := asked_consent(app.workspace, operation.parameters):
        app.services.consents.give([asked], keep=False)
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        code = hand_over(session, placing, operation)
        if placing.detach:
            return code
        log, _ = app.find(operation.context.run_id)
    else:
        log = app.run(operation)
    if show is not None and log.state is RunState.COMPLETED:
        show(log)
    if not placing.queue:
        code = finish(session, log)
    if log.state is RunState.COMPLETED and not keep:
        remove_clones([operation.context.output_path])
    return code
