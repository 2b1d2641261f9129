"""Scanners as data: how each is found, run and read, what it found, what was accepted, and what fails a project."""
