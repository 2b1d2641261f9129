"""Rules for settings, ports, databases and memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from config_case import a_case, advice_of, edited, fix_of, nothing_of

from mity.agents.fixes.general.database_url import DatabaseUrl
from mity.agents.fixes.general.failing_test import FailingTest
from mity.agents.fixes.general.flaky_test import FlakyTest
from mity.agents.fixes.general.out_of_memory import OutOfMemory
from mity.agents.fixes.general.port_setting import PortSetting
from mity.agents.fixes.python.ask_for_setting import AskForSetting
from mity.agents.fixes.python.missing_setting import MissingSetting
from mity.agents.fixes.python.pending_migration import PendingMigration
from mity.healing.model import ErrorType
from rows import each

CLASS = """
class MailSettings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="MAIL_")

    sender: str
    host: str = Field(examples=["localhost"])
    password: SecretStr
    api_token: str = Field(alias="MAIL_API_TOKEN")
"""
FILES = {"src/app/config.py": CLASS, ".env.example": "MAIL_SENDER=me@example.com\nMAIL_PASSWORD=x\n", ".env": "A=1"}


def wanting(*fields: str, prefix: str = "") -> str:
    lines = [f"pydantic_core._pydantic_core.ValidationError: {len(fields)} validation errors for MailSettings"]
    for field in fields:
        lines += [field, "  Field required [type=missing, input_value={}, input_type=dict]"]
    return "\n".join(f"{prefix}{line}" for line in lines) + "\n"


@pytest.mark.parametrize("prefix", ["", "E       "])
def test_a_stated_value_is_taken_over(tmp_path: Path, prefix: str) -> None:
    fix = fix_of(MissingSetting(), a_case(tmp_path, wanting("sender", "host", prefix=prefix), FILES))
    assert edited(fix, ".env") == "A=1\nMAIL_SENDER=me@example.com\nMAIL_HOST=localhost\n"
    assert edited(fix, ".env.example") == FILES[".env.example"] + "MAIL_HOST=localhost\n"


@pytest.mark.parametrize("field", ["password", "api_token"])
def test_a_secret_is_asked_for(tmp_path: Path, field: str) -> None:
    case = a_case(tmp_path, wanting("sender", field), FILES)
    assert nothing_of(MissingSetting(), case)
    assert "is a secret with no value" in advice_of(AskForSetting(), case)
    assert fix_of(MissingSetting(), a_case(tmp_path, wanting("sender"))).scope == (".env",)


@each("value", ["changeme", "<your sender>", "", "xxxx"])
def test_a_placeholder_is_no_value(tmp_path: Path, value: str) -> None:
    case = a_case(tmp_path, wanting("sender"), {**FILES, ".env.example": f"MAIL_SENDER={value}\n"})
    assert nothing_of(MissingSetting(), case)
    assert "MAIL_SENDER has no value: set it in .env, or give it a default in src/app/config.py:2" in advice_of(
        AskForSetting(), case
    )
    stated = a_case(tmp_path, wanting("sender"), {".env.example": "MAIL_SENDER=me@example.com\n"})
    assert edited(fix_of(MissingSetting(), stated), ".env").endswith("MAIL_SENDER=me@example.com\n")


def test_a_class_that_reads_no_file_is_for_a_person(tmp_path: Path) -> None:
    files = {**FILES, "src/app/config.py": CLASS.replace('env_file=".env", ', "")}
    assert nothing_of(MissingSetting(), a_case(tmp_path, wanting("sender"), files))
    assert "set it in the environment" in advice_of(AskForSetting(), a_case(tmp_path, wanting("sender")))
    assert fix_of(MissingSetting(), a_case(tmp_path, wanting("sender"), FILES)).scope == (".env",)


def test_the_line_of_the_template(tmp_path: Path) -> None:
    files = {"src/app/config.py": CLASS.replace('env_prefix="MAIL_"', ""), ".env.example": "SENDER=me\n"}
    case = a_case(tmp_path, "bad setting: SENDER: Field required; PORT: too large", files)
    assert edited(fix_of(MissingSetting(), case), ".env") == "SENDER=me\n"


@pytest.mark.parametrize("loads", [True, False])
def test_a_key_of_the_environment(tmp_path: Path, loads: bool) -> None:
    source = "load_dotenv()\n" * loads + 'BUCKET = os.environ["BUCKET_NAME"]\n'
    case = a_case(tmp_path, "KeyError: 'BUCKET_NAME'", {"src/a.py": source, ".env.example": "BUCKET_NAME=dev\n"})
    if loads:
        assert edited(fix_of(MissingSetting(), case), ".env") == "BUCKET_NAME=dev\n"
    else:
        assert nothing_of(MissingSetting(), case)
        assert "set it in the environment" in advice_of(AskForSetting(), case)


def test_a_key_of_another_mapping_is_no_setting(tmp_path: Path) -> None:
    assert nothing_of(AskForSetting(), a_case(tmp_path, "KeyError: 'BUCKET_NAME'", {"src/a.py": "x['BUCKET_NAME']\n"}))
    read = {"src/a.py": "os.environ['BUCKET_NAME']\n"}
    assert "BUCKET_NAME has no value" in advice_of(AskForSetting(), a_case(tmp_path, "KeyError: 'BUCKET_NAME'", read))


@each(
    "files",
    [
        {".env": "METRICS_PORT=9464\n"},
        {"src/c.py": "class S(BaseSettings):\n    metrics_port: int = 9464\n"},
        {"src/c.py": 'PORT = int(os.environ.get("METRICS_PORT", "9464"))\n'},
    ],
)
def test_a_second_port_gets_a_free_one(tmp_path: Path, files: dict[str, str]) -> None:
    case = a_case(tmp_path, "", files, error=ErrorType.PORT, subject="9464", argv=("uvicorn", "--port", "8000"))
    fix = fix_of(PortSetting(), case)
    assert fix.env["METRICS_PORT"] not in ("9464", "")
    assert not fix.edits


def test_the_port_of_the_command_is_not_a_setting(tmp_path: Path) -> None:
    case = a_case(tmp_path, "", {".env": "PORT=8000\n"}, error=ErrorType.PORT, subject="8000", argv=("x", "8000"))
    assert nothing_of(PortSetting(), case)
    other = a_case(tmp_path, "", error=ErrorType.PORT, subject="8000", argv=("x", "9000"))
    assert list(fix_of(PortSetting(), other).env) == ["PORT"]


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    output = "(2003, \"Can't connect to MySQL server on 'ss@db.local'\")"
    said = advice_of(
        DatabaseUrl(), a_case(tmp_path, output, {".env": "DB_URL=mysql+pymysql://me:hunter2@ss@db.local/x\n"})
    )
    assert "DB_URL (.env)" in said
    assert "mysql+pymysql://me:***%40***@db.local/x" in said
    assert "hunter2" not in said
    assert "%40" in advice_of(DatabaseUrl(), a_case(tmp_path / "other", output))


@each(
    ("output", "files", "said"),
    [
        ("no such table: note", {"migrations/env.py": ""}, "alembic revision --autogenerate"),
        (
            "no such table: note",
            {"migrations/env.py": "", "m/versions/1.py": 'create_table("note")'},
            "| alembic upgrade head",
        ),
        ('relation "note" does not exist', {}, "no migrations"),
    ],
)
def test_migrations(tmp_path: Path, output: str, files: dict[str, str], said: str) -> None:
    assert said in advice_of(PendingMigration(), a_case(tmp_path, output, files, error=ErrorType.RUNTIME))


def test_memory(tmp_path: Path) -> None:
    fix = fix_of(OutOfMemory(), a_case(tmp_path, "Killed", exit_code=137, kind="resource"))
    assert fix.env["MAKEFLAGS"] == "-j1"
    assert not fix.edits
    assert nothing_of(OutOfMemory(), a_case(tmp_path, "No space left on device", kind="resource"))
    assert fix_of(OutOfMemory(), a_case(tmp_path, "fork: Cannot allocate memory", kind="resource")).env


def test_a_failing_test_is_run_again_and_then_named(tmp_path: Path) -> None:
    case = a_case(tmp_path, "FAILED tests/test_a.py::test_b - assert 1 == 2\n", error=ErrorType.TEST)
    fix = fix_of(FlakyTest(), case)
    assert fix.flaky
    assert fix.is_retry
    assert "tests/test_a.py::test_b" in advice_of(FailingTest(), case)
    assert nothing_of(FlakyTest(), a_case(tmp_path, "", error=ErrorType.TEST, kind="coverage"))
