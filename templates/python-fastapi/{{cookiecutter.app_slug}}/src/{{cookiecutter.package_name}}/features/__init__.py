"""The features: each folder here may have `router.py` and `models.py`, and is found by itself."""
