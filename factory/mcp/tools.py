"""Tools whose arguments are exactly those that they have, and that say in one sentence what is wrong with them."""

from __future__ import annotations

import re
import types
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from pydantic import ValidationError

from mity.mcp.shown import clean_text

_INNER = re.compile(r"Resolver '[^']*': ")
"""How the SDK names who asked the person."""
_MOST = 10
"""Mistakes that are told of at once."""


class ExactTool(Tool):
    """A tool that takes no argument but its own: a word that is mistyped would be left out, and the default hold."""

    @classmethod
    def from_function(cls, *given: Any, **named: Any) -> ExactTool:
        """The tool of a function, as the SDK makes it."""
        made = super().from_function(*given, **named)
        assert isinstance(made, cls)
        taken = made.fn_metadata.arg_model
        exact: type[ArgModelBase] = types.new_class(taken.__name__, (taken,), {"extra": "forbid"})
        made.fn_metadata.arg_model = exact
        made.parameters = exact.model_json_schema(by_alias=True)
        return made

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Calls the function. Raises ToolError."""
        try:
            return await super().run(arguments, context, convert_result)
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(self._mistakes(error.__cause__)) from error
            if _INNER.search(str(error)):
                raise ToolError(_INNER.sub("the client's answer cannot be taken: ", str(error))) from error
            raise

    def _mistakes(self, found: ValidationError) -> str:
        """What is wrong with arguments, and which ones there are."""
        rows, unknown = [], False
        for one in found.errors(include_url=False, include_context=False)[:_MOST]:
            place = ".".join(map(str, one["loc"]))[:200]
            unknown = unknown or one["type"] == "extra_forbidden"
            what = "is not one of its arguments" if one["type"] == "extra_forbidden" else one["msg"]
            rows.append(f"{place}: {what.removeprefix('Value error, ')}")
        known = f"; it takes {', '.join(self.parameters.get('properties', {})) or 'none'}" if unknown else ""
        return clean_text(f"{self.name}: {'; '.join(rows)}{known}")
