"""Runs the application with the settings of the environment: `python -m {{ cookiecutter.package_name }}`."""

import uvicorn

from .config import load_settings
from .main import create_app

SHUTDOWN_SECONDS = 10


def main() -> None:
    """Serves until SIGTERM or SIGINT, then lets requests under way finish."""
    settings = load_settings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
