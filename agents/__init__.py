"""Specialists that understand a failure and mend it: classification, routes, fixes."""
