"""ETag and If-Match (RFC 9110): a change made from what is no longer there is refused."""

import hashlib
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, HTTPException, Request, Response
from pydantic import BaseModel

from .config import Settings

Schema = TypeVar("Schema", bound=BaseModel)


def etag(shown: BaseModel) -> str:
    """The strong entity tag of an answer: the same for the same content, and for nothing else."""
    return f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32]}"'


def show(response: Response, schema: type[Schema], row: object) -> Schema:
    """A row as it is answered, with its ETag in the headers."""
    shown = schema.model_validate(row)
    response.headers["etag"] = etag(shown)
    return shown


class Precondition:
    """What a request demands of the resource before it changes it."""

    def __init__(self, tags: str | None) -> None:
        self._tags = None if tags is None else {tag.strip() for tag in tags.split(",")}

    def check(self, schema: type[BaseModel], row: object) -> None:
        """Raises 412 unless one of the tags is that of the row; without the header everything is fine."""
        if self._tags is None or "*" in self._tags:
            return
        if etag(schema.model_validate(row)) not in self._tags:
            raise HTTPException(
                412, "It was changed meanwhile: get it again, and send the change with its new ETag."
            )

    @property
    def given(self) -> bool:
        """True when the request has the header."""
        return self._tags is not None


def _precondition(
    request: Request,
    if_match: Annotated[
        str | None, Header(description="The ETag of the answer that the change is made from")
    ] = None,
) -> Precondition:
    settings: Settings = request.app.state.settings
    if if_match is None and settings.require_if_match:
        raise HTTPException(428, "Send If-Match with the ETag of what is to be changed.")
    request.state.if_match = if_match is not None
    return Precondition(if_match)


IfMatch = Annotated[Precondition, Depends(_precondition)]
Check = Callable[[object], None]
