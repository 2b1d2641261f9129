"""The properties of a JVM application: which are missing, their example values, and the files that define them."""

from __future__ import annotations

import re

from mity.agents.settings import EXAMPLES, assigned
from mity.healing.rules import FailureContext
from mity.redaction import is_secret_name
from mity.text.records import dataclass

FILES = ("src/main/resources/application.properties", "src/main/resources/application.yml",
         "src/main/resources/application.yaml")  # fmt: skip
_SAID = (
    re.compile(r"Could not resolve placeholder '(?P<name>[\w.-]+)'"),
    re.compile(r"SRCFG00014: The config property (?P<name>[\w.-]+) is required"),
    re.compile(r"SRCFG00011: Could not expand value (?P<name>[\w.-]+) in property"),
    re.compile(r"Failed to load config value of type \S+ \S+ for: (?P<name>[\w.-]+)"),
)
_PLACEHOLDER = re.compile(r"change[-_ ]?me|replace|^<.*>$|^your|x{3,}|todo|\.{3}|secret", re.IGNORECASE)
_HARMLESS = re.compile(r"[\w./:@,*+ -]+")


@dataclass(frozen=True, slots=True)
class Missing:
    """A property without a value; `file` is the application's own properties file ("" for none)."""

    name: str
    file: str

    @property
    def is_variable(self) -> bool:
        """True for the name of an environment variable."""
        return self.name.isupper()

    @property
    def variable(self) -> str:
        """The environment variable that gives it."""
        return self.name if self.is_variable else re.sub(r"[^A-Za-z0-9]", "_", self.name).upper()

    @property
    def secret(self) -> bool:
        """Whether the name says that the value is a secret."""
        return is_secret_name(self.variable)


def missing(failure: FailureContext) -> list[Missing]:
    """The properties that the output says are missing, each once."""
    file = next((path for path in FILES if failure.read(path) is not None), "")
    names = dict.fromkeys(found["name"] for pattern in _SAID for found in pattern.finditer(failure.output))
    return [Missing(name, file) for name in names]


def stated(failure: FailureContext, one: Missing) -> str:
    """The value in the project's example environment; empty for a secret or a placeholder."""
    values = [assigned(failure.read(path) or "").get(name, "") for path in EXAMPLES for name in _variables(one)]
    value = next(filter(None, values), "")
    harmless = _HARMLESS.fullmatch(value) and not _PLACEHOLDER.search(value)
    return value if harmless else ""


def with_default(text: str, one: Missing, value: str) -> str | None:
    """The file with a default added where it uses a variable; None unless it does so once."""
    bare = f"${{{one.name}}}"
    return text.replace(bare, f"${{{one.name}:{value}}}") if text.count(bare) == 1 else None


def with_property(text: str, one: Missing, value: str) -> str | None:
    """The file with a property added at its end; None if it has the key, or contains several documents."""
    if re.search(rf"^[ \t]*{re.escape(one.name)}[ \t]*[=:]", text, re.MULTILINE) or re.search(
        r"^---", text, re.MULTILINE
    ):
        return None
    given = f"${{{one.variable}:{value}}}"
    line = f'{one.name}: "{given}"' if one.file.endswith((".yml", ".yaml")) else f"{one.name}={given}"
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{text}{'' if not text or text.endswith(end) else end}{line}{end}"


def _variables(one: Missing) -> tuple[str, ...]:
    """The variables that may give it: dashes become nothing in one framework, underscores in the other."""
    plain = re.sub(r"[^A-Za-z0-9]", "_", one.name.replace("-", "")).upper()
    return tuple(dict.fromkeys((one.variable, plain)))
