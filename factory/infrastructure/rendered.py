"""The files of an application's infrastructure, rendered from the templates that mity ships, and put in place."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateError

from mity.errors import DefinitionError, UsageError
from mity.infrastructure.described import Described
from mity.projects.app_record import APP_FILE, read_app, write_app
from mity.reading import read_bytes
from mity.system.file_templates import file_templates
from mity.system.files import inside, storage_error, write_atomic
from mity.system.layered import layered_files
from mity.system.trees import tree

FOLDER = "infrastructure"
"""Where the infrastructure of an application lies in it."""
TEMPLATES = "terraform"
CLOUDS = ("aws", "azure", "gcp")
_ANY = "any"


def render_infrastructure(templates: Path, cloud: str, app: Described) -> dict[str, str]:
    """The texts of the files by their paths below the application. A file that comes out blank is not made.

    `templates` is the folder of templates that mity ships. Raises DefinitionError for a template that is wrong.
    """
    found: dict[str, str] = {}
    folders = [templates / TEMPLATES / part for part in (_ANY, cloud)]
    texts = file_templates(folders)
    for path, file in layered_files(folders).items():
        try:
            text = texts.get_template(path.as_posix()).render(app=app, cloud=cloud)
        except (TemplateError, UnicodeDecodeError) as error:
            raise DefinitionError(f"{file}: {error}") from error
        if text.strip():
            found[path.as_posix()] = text
    return found


def check_free(project: Path, files: dict[str, str]) -> None:
    """Raises UsageError when the project has infrastructure already that is not just these files.

    What a killed run left of them is no obstacle.
    """
    for path in files:
        if not inside(project, (project / path).parent):
            raise UsageError(f"{(project / path).parent} leads out of {project}: remove the link there, then try again")
    there = [f"{FOLDER}/{path}" for path in tree(project / FOLDER)] if (project / FOLDER).is_dir() else []
    there += [path for path in files if not path.startswith(f"{FOLDER}/") and (project / path).exists()]
    for path in there:
        if not inside(project, project / path) or _differs(project / path, files.get(path)):
            raise UsageError(
                f"{project / path} is there already: look at what is there by `mity iac` without --cloud, "
                f"or move {FOLDER}/ away first"
            )


def write_infrastructure(project: Path, cloud: str, files: dict[str, str]) -> None:
    """Writes the files, and into the application's record which cloud they are for. Raises UsageError, StorageError."""
    check_free(project, files)
    for path, text in files.items():
        target = project / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error("make", target.parent, error) from error
        write_atomic(target, text.encode(), durable=False)
    if (project / APP_FILE).is_file() and (record := read_app(project)):
        write_app(project, {**record, "iac": {"tool": "terraform", "cloud": cloud}})


def _differs(path: Path, text: str | None) -> bool:
    try:
        return text is None or read_bytes(path) != text.encode()
    except OSError:
        return True
