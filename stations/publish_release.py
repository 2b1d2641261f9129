"""publish-release: the notes of a tag, as a release on its forge."""

from __future__ import annotations

from mity.engine.station import Station, StationInputs, StationOutputs
from mity.errors import UsageError
from mity.forge.model import Release
from mity.releases.notes import MARK
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.system.git_range import History


class PublishRelease(Station):
    """Makes the release of the tag `to`, or changes one whose text mity wrote; the text of a person stays."""

    name = "publish-release"
    description = "publish release notes on the forge"
    inputs = StationInputs(required=("notes", "to"), optional=("repository",))
    outputs = StationOutputs(keys=("url",))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        history, tag = History(context.output_path), str(context.get_input("to"))
        if not history.is_tag(tag):
            raise UsageError(f"a release needs a tag, and '{tag}' is none here: make it, then name it with --to")
        url = str(context.get_input("repository") or "") or history.remote()
        if not url:
            raise UsageError("this repository has no remote 'origin': name the forge with --repository URL")
        forge = self._services.forge(url).forge
        known = next((one for one in forge.releases() if one.tag == tag), None)
        if known and known.body.strip() and MARK not in known.body:
            raise UsageError(f"the release {tag} has a text that mity did not write, and it stays: {known.url or url}")
        name = known.name if known and known.name else tag
        made = forge.publish(Release(tag, name, str(context.get_input("notes")), draft=bool(known and known.draft)))
        context.set_output("url", made.url)
        return StationResult.done(f"release {tag}: {made.url}", {"tag": tag, "url": made.url})
