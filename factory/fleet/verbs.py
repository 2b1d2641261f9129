"""The verbs that a fleet runs in each of its clones: one row a verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mity.errors import UsageError
from mity.text.records import dataclass

_DEFINITIONS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class FleetVerb:
    """A verb: what it does in one line, and how its words are taken into a clone.

    `needs` is what its first word must be, where it needs one; with `workflow` that word names a workflow, which is
    looked for in the user's workspace first. The values of the options `files` may be files and folders of the user's.
    """

    summary: str
    needs: str = ""
    workflow: bool = False
    files: tuple[str, ...] = ()


VERBS: Mapping[str, FleetVerb] = {
    "run": FleetVerb("Run a workflow in each repository.", "a workflow", True, ("--spec", "--custom-gates")),
    "heal": FleetVerb("Build, test and launch each repository, repairing what breaks."),
    "add-feature": FleetVerb("Add a feature to each application.", "a feature", False, ("--spec",)),
    "update": FleetVerb("Take over the newer template in each application.", files=("--answers", "--template")),
}


def words_in_clone(name: str, words: Sequence[str], here: Path) -> list[str]:
    """The words of a verb, such that they mean the same in a clone as in the user's folder `here`.

    Raises UsageError where the verb lacks what it needs.
    """
    verb, found = VERBS[name], list(words)
    if verb.needs and not found:
        raise UsageError(f"`mity fleet {name}` needs {verb.needs}: give it as for `mity {name}`")
    for at, word in enumerate(found):
        option, sign, value = word.partition("=")
        if option in verb.files and sign and _there(here / value):
            found[at] = f"{option}={(here / value).absolute()}"
        elif at and found[at - 1] in verb.files and _there(here / word):
            found[at] = str((here / word).absolute())
    if verb.workflow and not found[0].startswith("-"):
        found[0] = _workflow(found[0], here)
    return found


def _workflow(word: str, here: Path) -> str:
    """The path of a file of the user's; the name of one that mity ships, or that each repository brings, as it is."""
    own = here / ".mity" / "workflows"
    for path in (here / word, *(own / f"{word}{suffix}" for suffix in _DEFINITIONS)):
        if path.suffix in _DEFINITIONS and _there(path):
            return str(path.absolute())
    if word.endswith(_DEFINITIONS):
        raise UsageError(f"there is no workflow {here / word}: name a file, or a workflow that is installed")
    return word


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a long text is no name of a file
        return False
