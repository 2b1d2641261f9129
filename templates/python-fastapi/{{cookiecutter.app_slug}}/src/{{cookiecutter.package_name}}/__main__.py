"""Runs the application with the settings of the environment: `python -m {{ cookiecutter.package_name }} [--reload]`."""

import sys

import uvicorn

from .config import load_settings
from .main import create_app

SHUTDOWN_SECONDS = 10


def main() -> None:
    """Serves until SIGTERM or SIGINT, then lets requests under way finish; `--reload` starts anew after a change."""
    settings = load_settings()
    reload = "--reload" in sys.argv[1:]
    uvicorn.run(
        "{{ cookiecutter.package_name }}.main:create_app" if reload else create_app(settings),
        factory=reload,
        reload=reload,
        reload_dirs=["src"] if reload else None,
        host=settings.host,
        port=settings.port,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
