from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from {{ cookiecutter.package_name }}.config import Settings
from {{ cookiecutter.package_name }}.main import create_app


@pytest.fixture
def failing(settings: Settings) -> Iterator[TestClient]:
    """A client of an application with a route that fails."""
    app = create_app(settings)

    @app.get("/test-only")
    def boom() -> None:
        raise RuntimeError

    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(("path", "status"), [("/health/live", 200), ("/nothing", 404), ("/test-only", 500)])
def test_headers_on_every_response(failing: TestClient, path: str, status: int) -> None:
    response = failing.get(path)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in response.headers["permissions-policy"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors")
    assert response.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in response.headers


def test_policy_of_the_docs_page_allows_what_it_loads(client: TestClient) -> None:
    response = client.get("/docs")
    policy = dict(part.split(" ", 1) for part in response.headers["content-security-policy"].split("; "))
    sources = [part.split('"')[0] for part in response.text.split('src="')[1:]]
    assert sources
    for source in sources:
        origin = "/".join(source.split("/")[:3])
        assert origin in policy["script-src"].split()
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_hsts_when_https_only(settings: Settings) -> None:
    with TestClient(create_app(settings.model_copy(update={"https_only": True}))) as client:
        assert client.get("/nothing").headers["strict-transport-security"].startswith("max-age=31536000")


def test_no_cors_by_default(client: TestClient) -> None:
    response = client.get("/health/live", headers={"origin": "https://example.com"})
    assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://example.com", True), ("https://example.com.evil.test", False)]
)
def test_cors_for_the_origins_of_the_setting(settings: Settings, origin: str, allowed: bool) -> None:
    app = create_app(settings.model_copy(update={"cors_origins": ("https://example.com",)}))
    with TestClient(app) as client:
        response = client.get("/nothing", headers={"origin": origin})
    assert (response.headers.get("access-control-allow-origin") == origin) is allowed
    assert "access-control-allow-credentials" not in response.headers
