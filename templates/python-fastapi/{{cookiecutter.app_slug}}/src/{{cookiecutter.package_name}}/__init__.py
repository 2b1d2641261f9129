"""The application package; `main.create_app` builds the app."""

__version__ = "0.1.0"
