"""A field as templates see it: its names, its bounds spelled out, values for tests."""

from __future__ import annotations

from typing import Any

from mity.features import samples
from mity.features.field import FieldSpec, decimal_shape
from mity.features.field_types import USUAL_RULES
from mity.features.names import Names
from mity.features.samples import Invalid
from mity.text.records import dataclass

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
URL = r"https?://[^\s/?#]+[^\s]*"
_WIDEST = {"email": 254, "url": 2000}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of the feature `of`; `target` is the one that it names, both as `FeatureView` has them.

    `name` has its forms; `wire` is its name in JSON and in the table.
    """

    spec: FieldSpec
    target: Any = None
    of: Any = None

    @property
    def name(self) -> Names:
        """Its name."""
        return Names(self.spec.name)

    @property
    def wire(self) -> Names:
        """Its name in JSON and in the table, `project_id` for a ref."""
        return Names(self.spec.wire)

    @property
    def type(self) -> str:
        """One of the model's types."""
        return self.spec.type

    @property
    def is_text(self) -> bool:
        """True for what is a plain text with a length: str, text, email, url."""
        return self.type in ("str", "text", "email", "url")

    @property
    def is_whole(self) -> bool:
        """True for int and bigint."""
        return self.type in ("int", "bigint")

    @property
    def is_number(self) -> bool:
        """True for int, bigint and float."""
        return self.is_whole or self.type == "float"

    @property
    def is_ref(self) -> bool:
        """True when it refers to another feature."""
        return self.type == "ref"

    @property
    def is_many(self) -> bool:
        """True when it has any number of another feature: it is no column, but a table of links."""
        return self.type == "many"

    @property
    def is_json(self) -> bool:
        """True for an object or an array of JSON: it is stored as a whole, and no list is sorted or filtered by it."""
        return self.type == "json"

    @property
    def links(self) -> Names:
        """The table of the links of a many, such as `todo_tags` of the feature `todo`; it needs `of`."""
        assert self.of is not None
        return Names(f"{self.of.one.snake}_{self.wire.snake}")

    @property
    def optional(self) -> bool:
        """True when it may be null."""
        return self.spec.optional

    @property
    def required(self) -> bool:
        """True when a new resource must be given it."""
        return not self.spec.optional and self.spec.default is None and not self.is_many

    @property
    def default(self) -> Any:
        """What a new resource gets when it is not given; None for nothing."""
        return self.spec.default

    @property
    def has_default(self) -> bool:
        """True when it has a default other than null."""
        return self.spec.default is not None

    @property
    def unique(self) -> bool:
        """True when no two resources may have the same value."""
        return self.spec.unique

    @property
    def index(self) -> bool:
        """True when the table has an index for it that a unique constraint does not make."""
        return (self.spec.index or self.is_ref) and not self.spec.unique

    @property
    def min(self) -> Any:
        """The least length or value, None for none; whole types always have one."""
        return self.spec.low if not self.is_text or self.type in ("str", "text") else 0

    @property
    def max(self) -> Any:
        """The greatest length or value, None for none; texts and whole types always have one."""
        return _WIDEST.get(self.type, self.spec.high)

    @property
    def pattern(self) -> str:
        """The regular expression that the whole text must match, without anchors; empty for none."""
        return {"email": EMAIL, "url": URL}.get(self.type, self.spec.pattern)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an enum."""
        return self.spec.values

    @property
    def digits(self) -> int:
        """Digits of a decimal in all."""
        return decimal_shape(self.spec)[0]

    @property
    def places(self) -> int:
        """Digits of a decimal after the point."""
        return decimal_shape(self.spec)[1]

    @property
    def on_delete(self) -> str:
        """What becomes of it when what it refers to is deleted: restrict, cascade or set_null; of a many, its links."""
        return self.spec.on_delete or USUAL_RULES.get(self.type, "")

    @property
    def to(self) -> Any:
        """The feature that a ref refers to, or that a many names."""
        assert self.target is not None
        return self.target

    def sample(self, number: int = 0) -> Any:
        """A valid value, for a ref or a many None."""
        return samples.sample(self.spec, number)

    @property
    def invalid(self) -> list[Invalid]:
        """One value for each way of being refused."""
        return list(samples.invalid(self.spec))
