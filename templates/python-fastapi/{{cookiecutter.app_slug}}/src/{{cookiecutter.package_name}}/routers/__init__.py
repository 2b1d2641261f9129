"""The application's own routers: each module here has a `router`, and is found by itself."""
