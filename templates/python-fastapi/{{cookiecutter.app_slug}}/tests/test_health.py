from pathlib import Path

import pytest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.main import create_app

MIGRATION = """
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
"""


@pytest.fixture
def unapplied(tmp_path: Path, settings: Settings) -> Settings:
    """Settings with a folder of migrations, none of which is applied."""
    folder = tmp_path / "it's 100% mine"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text((settings.migrations_dir / "env.py").read_text())
    (folder / "versions" / "0001_first.py").write_text(MIGRATION)
    return settings.model_copy(
        update={"migrations_dir": folder, "database_url": f"sqlite:///{tmp_path / 'empty.db'}"}
    )


def test_live(client: TestClient) -> None:
    response = client.get("/health/live")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_ready(client: TestClient) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "migrations": "ok"}}


def test_not_ready_without_database(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/missing/secret-place.db")
    with TestClient(create_app(settings)) as client:
        response = client.get("/health/ready")
        assert client.get("/health/live").status_code == 200
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "The database does not answer."
    assert "secret-place" not in response.text


def test_not_ready_before_migrations(unapplied: Settings) -> None:
    with TestClient(create_app(unapplied)) as client:
        response = client.get("/health/ready")
    assert response.status_code == 503
    assert "alembic upgrade head" in response.json()["detail"]


@pytest.mark.parametrize("changes", [{}, {"database_url": "sqlite://"}], ids=["file", "memory"])
def test_migrates_on_start_when_told(unapplied: Settings, changes: dict[str, str]) -> None:
    settings = unapplied.model_copy(update={"migrate_on_start": True, **changes})
    with TestClient(create_app(settings)) as client:
        assert client.get("/health/ready").status_code == 200
