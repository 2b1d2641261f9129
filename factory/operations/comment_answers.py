"""Answers to checkpoints by comments at the issue or pull request that a run is about."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from mity.errors import UsageError
from mity.forge.marks import unmarked
from mity.forge.model import Comment
from mity.forge.opening import Forges
from mity.forge.port import Forge
from mity.notify.listening import page_of
from mity.notify.settings import NotifyConfig
from mity.operations.answers import answer, waiting_at
from mity.reading import read_bytes
from mity.runs.events import read_time
from mity.runs.log import ExecutionLog
from mity.runs.store import LogStore
from mity.system.files import ignored_folder, private_folder, write_atomic
from mity.text.data import parse_json
from mity.text.records import dataclass

_COMMAND = re.compile(r"/(?P<word>approve|reject)(?:[ \t]+(?P<rest>[^\r\n]*))?[ \t]*(?:\r?\n|$)")
_USED = "comments.json"
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """What the comments say of the checkpoint `key`: the comment that answers it, and why others do not count."""

    key: str
    comment: Comment | None = None
    approves: bool = False
    ignored: tuple[str, ...] = ()


def answer_by_comment(
    log: ExecutionLog,
    step: str,
    configs: Sequence[NotifyConfig],
    forges: Forges,
    tree: Callable[[], str],
    *,
    anyway: bool = False,
) -> Found:
    """Leaves the answer of the first comment that counts for the run, if there is one.

    One counts that begins with `/approve` or `/reject REASON`, was made after the question by a person who may push,
    was never edited, and has answered nothing before. `tree` and `anyway` are those of `answer`. Raises UsageError
    where the run has no page or no channel for it, and as `answer` does; ForgeError, StorageError.
    """
    channel = next((one for one in configs if one.kind == "forge"), None)
    if channel is None:
        raise UsageError('comments answer where .mity/config.toml has a channel of its own: [[notify]] kind = "forge"')
    if not (url := page_of(log.context)):
        raise UsageError(f"run {log.run_id} is about no issue and no pull request: it has no parameter `url`")
    key = waiting_at(log, step)
    opened = forges.of(url)
    if not opened.address.kind:
        raise UsageError(f"{url} is no issue and no pull request, so nobody comments there")
    since = datetime.datetime.fromtimestamp(log.progress.waiting_since.get(key, 0.0), datetime.UTC)
    used = _used(log)
    ignored: list[str] = []
    for comment in opened.forge.comments(opened.address.number):
        match = _COMMAND.match(unmarked(comment.body))
        if match is None:
            continue
        if why := _unfit(comment, since, used, opened.forge, own=channel.own_comments):
            ignored.append(f"/{match['word']} of {comment.author}: {why}")
            continue
        approves, said = match["word"] == "approve", (match["rest"] or "").strip()[:_LONGEST]
        given = {"answer": match["word"], **({} if approves else {"reason": said})}
        answer(log, key, given, tree, anyway=anyway, by=comment.author)
        _keep(log, {*used, comment.id})
        return Found(key, comment, approves, tuple(ignored))
    return Found(key, ignored=tuple(ignored))


def _unfit(comment: Comment, since: datetime.datetime, used: set[str], forge: Forge, *, own: bool) -> str:
    """Why a comment does not count; empty when it does."""
    if comment.id in used:
        return "it answered a question before"
    if unmarked(comment.body) != comment.body.rstrip():
        return "mity wrote it: it carries a mark of mity's"
    try:
        older = read_time(comment.created_at) <= since
    except (TypeError, ValueError):  # no text, no time, or one without a zone
        return "nobody knows when it was made"
    if older:
        return "it is older than the question"
    if comment.edited_at and comment.edited_at != comment.created_at:
        return "it was edited"
    if comment.author.casefold() == forge.user().casefold() and not own:
        return "mity speaks as this user; `own_comments = true` lets such comments count"
    return "" if forge.access(comment.author).writes else "this user may not push here"


def _path(log: ExecutionLog) -> Path:
    return LogStore(log.context.workspace).folder / log.run_id / _USED


def _used(log: ExecutionLog) -> set[str]:
    """The comments that answered a question of this run. Raises UsageError when that cannot be read."""
    try:
        data = parse_json(read_bytes(_path(log)))
    except FileNotFoundError:
        return set()
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {_path(log)}: answer by `mity approve {log.run_id}` instead") from error
    return set(map(str, data)) if isinstance(data, list) else set()


def _keep(log: ExecutionLog, used: set[str]) -> None:
    path = _path(log)
    ignored_folder(path.parent.parent)
    private_folder(path.parent)
    write_atomic(path, json.dumps(sorted(used)).encode(), private=True)
