"""Who is told of what: the tables [[notify]] of a project's settings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PREFIX = "MITY_NOTIFY_"
"""What the names of variables with addresses begin with: a cloned project can name only what was meant for this."""

Word = Literal["step-started", "step-completed", "error", "waiting", "run-started", "run-completed"]
USUAL: tuple[Word, ...] = ("error", "waiting", "run-completed")


class NotifyConfig(BaseModel):
    """A table [[notify]]: one channel.

    An `apprise` channel sends to the address in the variable `url_env`; a `forge` channel keeps one comment at the
    issue or pull request in the run's parameter `url`; a `desktop` channel shows notices here. `workflows` are
    globs, `verdicts` those of runs that are over; both empty for all. Lines wait `batch_s` seconds for others.
    `own_comments` lets comments of the user whose token mity uses answer checkpoints.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["apprise", "forge", "desktop"] = "apprise"
    name: Annotated[str, Field(pattern=r"^[\w .-]*$", max_length=60)] = ""
    url_env: Annotated[str, Field(pattern=rf"^(?:{PREFIX}[A-Z0-9_]{{1,100}})?$")] = ""
    events: tuple[Word, ...] = USUAL
    workflows: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    batch_s: Annotated[float, Field(ge=0, le=3600)] = 5.0
    per_minute: Annotated[int, Field(ge=1, le=600)] = 12
    per_run: Annotated[int, Field(ge=1, le=1000)] = 50
    own_comments: bool = False

    @model_validator(mode="after")
    def _whole(self) -> NotifyConfig:
        if self.kind == "apprise" and not self.url_env:
            raise ValueError(f"a channel needs `url_env`, the name of a variable such as {PREFIX}TEAM")
        if self.kind != "apprise" and self.url_env:
            place = "on this desktop" if self.kind == "desktop" else "where the run's parameter `url` says"
            raise ValueError(f"a channel of kind `{self.kind}` has no `url_env`: it writes {place}")
        return self

    @property
    def called(self) -> str:
        """The name of the channel in messages; never its address."""
        return self.name or self.url_env.removeprefix(PREFIX).lower() or self.kind


DESKTOP = NotifyConfig(kind="desktop", events=("waiting", "run-completed"))
"""The channel that the option `--notify-desktop` adds."""
