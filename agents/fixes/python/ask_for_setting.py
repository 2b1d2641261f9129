"""A setting whose value only a person knows."""

from __future__ import annotations

from mity.agents.fixes.python.missing_setting import lacking
from mity.agents.settings import Setting
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule


class AskForSetting(Rule):
    """Reports which variable is missing and where it can be set."""

    id = "ask-for-setting"
    title = "ask for a setting"

    def propose(self, failure: FailureContext) -> Proposal | None:
        wanted = lacking(failure)
        if not wanted:
            return None
        secrets = [setting for setting in wanted if setting.secret]
        return Advice(_text((secrets or wanted)[0], [setting.name for setting in wanted]))


def _text(setting: Setting, names: list[str]) -> str:
    what = f"{setting.name} is a secret with no value" if setting.secret else f"{setting.name} has no value"
    more = f" ({', '.join(name for name in names if name != setting.name)} also missing)" if len(names) > 1 else ""
    where = f"set it in {setting.env_file}" if setting.env_file else "set it in the environment of the application"
    default = "" if setting.secret or not setting.where else f", or give it a default in {setting.where}"
    return f"{what}{more}: {where}{default}"
