"""What this application was told to do wrong."""

import pathlib

BESIDE = pathlib.Path(__file__).resolve().parent.parent
REPAIRED = (BESIDE / "repaired").exists()
BUILD = "well" if REPAIRED else "{{ cookiecutter.build }}"
TEST = "well" if REPAIRED else "{{ cookiecutter.test }}"
LAUNCH = "{{ cookiecutter.launch }}" if "{{ cookiecutter.launch }}" in ("child", "six") or not REPAIRED else "well"


def leave(name, text):
    """Leaves a word for the test that watches."""
    part = BESIDE / f"{name}.part"
    part.write_text(str(text))
    part.replace(BESIDE / name)
