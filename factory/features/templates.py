"""The templates of a stack's features: read from its folder `feature/`, rendered to texts.

- `each/` holds the files of one feature, at the paths that they get in the application;
- `all/` those that are made of all features together, such as a registry where the language finds nothing by itself;
- `migration/` has `create`, `add` and `drop`, with any suffix, and `since-VERSION` for tables that templates before it
  made; `parts/` is for what others include.

Paths have places such as `{many_snake}`, and the template's variables. Texts are Jinja with `<[ … ]>`, `<% … %>` and
`<# … #>`, because braces and brackets mean something in most languages. A file that comes out blank is not made.
Of the files of a stack's layers and its own folder at the same path, the last counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from mity.changes.record import of_project
from mity.errors import DefinitionError
from mity.features.names import Names
from mity.features.view import FeatureView
from mity.reading import read_text
from mity.stacks.feature_rules import FeatureRules
from mity.system.file_templates import file_templates
from mity.system.layered import layered_files
from mity.text.data import parse_json
from mity.text.file_names import plain_parts
from mity.text.versions import is_version, number_of

FOLDER = "feature"
_SINCE = "since-"
_PLACE = re.compile(r"(?P<sign>\{\{|\}\})|\{(?P<name>[^\W\d]\w*)(?::0?(?P<width>[1-9])d)?\}|[{}]")


class FeatureTemplates:
    """What a stack makes of features; `answers` are those that the application was made from.

    `folders` are those of the stack's layers, and behind them its own.
    """

    def __init__(self, folders: Sequence[Path], rules: FeatureRules, answers: Mapping[str, str]) -> None:
        self._folders = [folder / FOLDER for folder in folders]
        self.rules = rules
        self._app = variables(folders[-1] / "cookiecutter.json", answers)

    def each(self, feature: FeatureView) -> dict[str, str]:
        """The files of a feature by their paths. Raises DefinitionError."""
        return self._render("each", {"feature": feature}, name_places(feature))

    def derived(self, features: list[FeatureView]) -> dict[str, str]:
        """The files made of all features. Raises DefinitionError."""
        return self._render("all", {"features": features}, {})

    def migration(
        self, kind: str, feature: FeatureView, number: int, previous: str, fields: Any = ()
    ) -> tuple[str, str]:
        """Path and text of the migration that makes (`create`), widens (`add`) or drops (`drop`) a feature's table.

        One of `upgrades` brings a table that earlier templates made to what those of a version make. `previous` names
        the migration before it, for tools that chain them; `fields` are the added ones.
        """
        assert self.rules.migrations is not None
        slug = _slug(kind, feature)
        path = filled(self.rules.migrations.path, {**self._app, "number": number, "slug": slug})
        template = next((path for path in self._files("migration") if fnmatch(path.name, f"{kind}.*")), None)
        if template is None:
            raise DefinitionError(f"{self._folders[-1] / 'migration'} has no template '{kind}'")
        about = {"number": number, "previous": previous, "slug": slug, "fields": list(fields)}
        values = {"feature": feature, "migration": about}
        return _checked(path), self._text(f"migration/{template}", self._files("migration")[template], values)

    def migration_id(self, kind: str, feature: FeatureView, number: int) -> str:
        """What those behind such a migration call it; empty when the stack does not say. Raises DefinitionError."""
        assert self.rules.migrations is not None
        return filled(self.rules.migrations.id, {**self._app, "number": number, "slug": _slug(kind, feature)})

    def upgrades(self, since: str) -> list[str]:
        """The kinds of migration that a table needs whose templates were of the version `since`, in their order."""
        names = [path for path in self._files("migration") if path.name.startswith(_SINCE)]
        found = {path.stem.removeprefix(_SINCE) for path in names}
        behind = [version for version in found if is_version(version) and number_of(version) > number_of(since)]
        return [f"{_SINCE}{version}" for version in sorted(behind, key=number_of)]

    def next_number(self, root: Path) -> int:
        """The number of the application's next migration: one more than the greatest in the folder."""
        assert self.rules.migrations is not None
        path = filled(self.rules.migrations.path, {**self._app, "number": 0, "slug": "*"})
        before = self.rules.migrations.path.partition("{number")[0].rpartition("/")[2]
        names = [file.name.removeprefix(before) for file in (root / path).parent.glob(f"{before}*")]
        digits = [name[: len(name) - len(name.lstrip("0123456789"))] for name in names]
        return max((int(text) for text in digits if text), default=0) + 1

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        made = file_templates(self._folders)
        made.filters["py"] = repr
        made.filters["names"] = Names
        return made

    def _render(self, part: str, values: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for path, file in self._files(part).items():
            text = self._text(f"{part}/{path}", file, values)
            if text.strip():
                found[_checked(filled(str(path), {**self._app, **places}))] = text
        return found

    def _files(self, part: str) -> dict[PurePosixPath, Path]:
        """The templates of one part by their paths in it; of a part that no folder has, none."""
        return layered_files(self._folders, part)

    def _text(self, name: str, file: Path, values: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(app=self._app, **values)
        except (TemplateError, UnicodeDecodeError) as error:
            line = getattr(error, "lineno", None)
            place = f", line {line}" if line else ""
            raise DefinitionError(f"{file}{place}: {error}") from error


def _checked(path: str) -> str:
    """A path that a feature may write. Raises DefinitionError for one that leads elsewhere, also into .git or .mity."""
    if not of_project(path) or plain_parts(path.removeprefix("./"))[:1] == [".mity"]:
        raise DefinitionError(f"the feature templates make {path!r}, which leads out of the application's own files")
    return path


def _slug(kind: str, feature: FeatureView) -> str:
    words = {"create": "create", "add": "extend", "drop": "drop"}
    return f"{words.get(kind) or _upgrade_word(kind)}_{feature.many.snake}"


def _upgrade_word(kind: str) -> str:
    return f"update_to_{re.sub(r'[^0-9a-z]+', '_', kind.removeprefix(_SINCE).lower())}"


def renamed_path(path: str, answers: Mapping[str, str]) -> str:
    """A path of a template's notes in one application. Raises DefinitionError for a place that is not known."""
    return _checked(filled(path, answers))


def filled(path: str, values: Mapping[str, Any]) -> str:
    """A path with the values of its places: `{name}`, or `{number:04d}`; two braces are one that stands for itself.

    Nothing else of Python's formats is taken, which reach into values and fill gigabytes. Raises DefinitionError.
    """

    def value(found: re.Match[str]) -> str:
        if found["sign"]:
            return found["sign"][0]
        name, width = found["name"], found["width"]
        if name is None:
            raise DefinitionError(f"the path {path[:200]!r} has a brace that begins no place such as {{name}}")
        if name not in values:
            raise DefinitionError(f"a path of the feature templates has the unknown place {{{name}}}")
        return str(values[name]) if width is None else f"{int(values[name]):0{int(width)}d}"

    return _PLACE.sub(value, path)


def variables(file: Path, answers: Mapping[str, str]) -> dict[str, str]:
    """Every variable of a template as its application was made from it: answers, defaults, and what is derived of them.

    Those with two underscores before their names are rendered as cookiecutter does; one that cannot be is left out.
    """
    try:
        declared = parse_json(read_text(file))
    except (OSError, ValueError):
        return dict(answers)
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    found: dict[str, str] = {}
    for name, value in declared.items() if isinstance(declared, dict) else ():
        raw = value[0] if isinstance(value, list) and value else value
        if not isinstance(raw, str | int | float) or (name.startswith("_") and not name.startswith("__")):
            continue
        try:
            found[name] = answers.get(name) or environment.from_string(str(raw)).render(cookiecutter=found)
        except TemplateError:
            continue
    return {**found, **answers}


def name_places(feature: FeatureView) -> dict[str, str]:
    """`one_snake`, `many_kebab` and so on."""
    forms = ("snake", "kebab", "camel", "pascal", "upper", "flat")
    return {
        f"{number}_{form}": getattr(names, form)
        for number, names in (("one", feature.one), ("many", feature.many))
        for form in forms
    }
