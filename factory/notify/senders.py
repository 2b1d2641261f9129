"""Ways of a message: by apprise to whatever service an address names, or as one comment on a forge."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence

from mity.errors import UsageError
from mity.forge.opening import Forges
from mity.forge.port import Forge
from mity.notify.lines import WAITS
from mity.notify.memory import Memory
from mity.text.markdown import words

_CALLS = re.compile(r"(?<![\w.])@(?=\w)|<(?=[!@#]|[a-z]{2,20}:)|\](?=\()")
"""What begins a call (`@everyone`, `<!channel>`) or a link below other words: `<address|words>`, `[words](address)`."""
_HINT = (
    "A person who may push here answers a checkpoint by a new comment that begins with `/approve` or with "
    "`/reject REASON`; `mity approve {run} --from-comments` takes it up."
)


def quiet(text: str) -> str:
    """A line of what projects and people said, for a chat: it calls nobody, and no link in it hides where it leads."""
    return _CALLS.sub(lambda found: f"{found[0]}\u200b", text)


class ByApprise:
    """Sends to the address in a variable, which is read as a message is sent, and appears nowhere."""

    def __init__(self, variable: str) -> None:
        self._variable = variable

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        """Sends; False when the service refused or did not answer. Raises UsageError for no address that is known."""
        import apprise

        logger = logging.getLogger("apprise")  # it tells addresses with their passwords
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        service = apprise.Apprise()
        if not service.add(os.environ[self._variable]):
            raise UsageError(f"the variable {self._variable} holds no address that apprise knows")
        kind = apprise.NotifyType.WARNING if bad else apprise.NotifyType.INFO
        body = "\n".join(map(quiet, lines))
        return bool(service.notify(body, quiet(title), notify_type=kind, body_format=apprise.NotifyFormat.TEXT))


class ByComment:
    """Keeps one comment at an issue or a pull request, with everything that was told of the run."""

    def __init__(self, forges: Forges, url: str, run: str, memory: Memory) -> None:
        self._forges = forges
        self._url = url
        self._run = run
        self._memory = memory
        self._place: tuple[Forge, int] | None = None

    def send(self, title: str, lines: Sequence[str], *, bad: bool) -> bool:
        """Writes the comment, or writes it anew. Raises UsageError, ForgeError."""
        if self._place is None:
            opened = self._forges.of(self._url)
            if not opened.address.kind:
                raise UsageError("the run's parameter `url` names no issue and no pull request")
            self._place = opened.forge, opened.address.number
        forge, number = self._place
        rows = [f"- {words(line)}" for line in (*self._memory.lines, *lines)]
        hint = ("", _HINT.format(run=self._run)) if any(line.startswith(WAITS) for line in lines) else ()
        forge.say(number, "\n".join((f"**{words(title)}**", "", *rows, *hint)), marker_of(self._run))
        return True


def marker_of(run: str) -> str:
    """The mark of the comment that tells of a run."""
    return f"notify-{run}"
