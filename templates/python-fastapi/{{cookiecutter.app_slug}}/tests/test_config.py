from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.config import Settings, load_settings
from {{ cookiecutter.package_name }}.main import create_app


def test_defaults() -> None:
    settings = load_settings()
    assert settings.port == 8000
    assert settings.host == "127.0.0.1"
    assert settings.cors_origins == ()


def test_values_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("CORS_ORIGINS", " https://a.test, http://b.test:8080 ,")
    monkeypatch.setenv("HTTPS_ONLY", "true")
    monkeypatch.setenv("HOST", "")
    settings = load_settings()
    assert (settings.port, settings.log_level, settings.https_only) == (9000, "DEBUG", True)
    assert settings.cors_origins == ("https://a.test", "http://b.test:8080")
    assert settings.host == "127.0.0.1"


def test_values_of_an_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    (tmp_path / ".env").write_text("PORT=9001\nUNKNOWN=1\n")
    assert load_settings().port == 9001


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("PORT", "http", "valid integer"),
        ("LOG_LEVEL", "loud", "'DEBUG', 'INFO'"),
        ("DATABASE_URL", "app.db", "not a database URL"),
        ("DATABASE_URL", "postgresql://me:hunter2@host:port/name", "not a database URL"),
        ("DATABASE_URL", "nosuch://me:hunter2@host/name", "no support"),
        ("DATABASE_URL", "mssql+pymssql://me:hunter2@host/name", "no driver"),
        ("CORS_ORIGINS", "example.com", "not an origin"),
        ("HTTPS_ONLY", "perhaps", "valid boolean"),
    ],
)
def test_bad_setting_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        create_app()
    message = stopped.value.code
    assert isinstance(message, str)
    assert message.startswith(f"bad setting: {name}: ")
    assert reason in message
    assert "\n" not in message
    assert "hunter2" not in message


def test_password_is_not_shown() -> None:
    settings = Settings(database_url="sqlite:///hunter2.db")
    assert "hunter2" not in repr(settings)
