"""Settings: read from the environment (and `.env`), checked once at start."""

{% if cookiecutter.auth != "none" -%}
import secrets
{% endif -%}
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

{% if cookiecutter.auth != "none" -%}
from pydantic import Field, HttpUrl, SecretStr, ValidationError, ValidationInfo, field_validator
{%- else -%}
from pydantic import Field, HttpUrl, ValidationError, field_validator
{%- endif %}
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

POSTGRES = "postgresql+psycopg"
{%- if cookiecutter.auth != "none" %}
SHORTEST_SECRET = 32
{%- endif %}


class Settings(BaseSettings):
    """Every setting of the application; the environment variable has the same name in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    database_url: Annotated[str, Field(repr=False)] = {% if cookiecutter.database == "postgres" -%}
        "postgresql://postgres:postgres@127.0.0.1:5432/{{ cookiecutter.package_name }}"  # fmt: skip
    {%- else -%}
        "sqlite:///./app.db"
    {%- endif %}
    migrations_dir: Path = Path("migrations")
    migrate_on_start: bool = False
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    https_only: bool = False
    require_if_match: bool = False
    max_body_bytes: Annotated[int, Field(ge=1)] = 1_048_576
    docs: bool = True
    otel_exporter_otlp_endpoint: HttpUrl | None = None
    {%- if cookiecutter.auth != "none" %}
    environment: Literal["development", "production"] = "development"
    auth_secret: Annotated[SecretStr, Field(validate_default=True)] = SecretStr("")
    registration: bool = True
    login_attempts: Annotated[int, Field(ge=1, le=1000)] = 5
    session_days: Annotated[int, Field(ge=1, le=365)] = 14
    {%- if cookiecutter.auth == "jwt" %}
    access_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    {%- endif %}

    @field_validator("auth_secret")
    @classmethod
    def _own_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Without one, a development server makes one for as long as it runs."""
        if len(value.get_secret_value()) >= SHORTEST_SECRET:
            return value
        if value.get_secret_value() or info.data.get("environment") == "production":
            raise ValueError(f"needs {SHORTEST_SECRET} letters or more that nobody can guess")
        return SecretStr(secrets.token_urlsafe(SHORTEST_SECRET))
    {%- endif %}

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for item in value.split(",") if (part := item.strip()))
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            if origin not in {"*", f"{parts.scheme}://{parts.netloc}"}:
                raise ValueError(f"{origin!r} is not an origin such as https://example.com")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        # The value may hold a password, so no message repeats it.
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            raise ValueError(
                "not a database URL such as sqlite:///./app.db or postgresql://user:password@host/name"
            ) from None
        if url.drivername in {"postgres", "postgresql"}:
            url = url.set(drivername=POSTGRES)
        try:
            dialect = url.get_dialect()
            dialect.import_dbapi()
        except NoSuchModuleError:
            raise ValueError(f"no support for databases of the kind {url.drivername!r}") from None
        except ImportError:
            raise ValueError(
                f"no driver for {url.drivername!r} is installed (PostgreSQL: install the extra 'postgres')"
            ) from None
        if dialect.is_async:
            raise ValueError(f"{url.drivername!r} is an asynchronous driver; use a synchronous one")
        return url.render_as_string(hide_password=False)


def load_settings() -> Settings:
    """The settings of this process; a bad one ends it with one line that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        )
        raise SystemExit(f"bad setting: {problems}") from None
