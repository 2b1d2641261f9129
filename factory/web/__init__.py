"""The page: runs seen and steered in a browser, by the same operations as on the command line."""
