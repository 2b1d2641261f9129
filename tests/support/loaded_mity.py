"""Importing this loads all of mity, for a process that is forked afterwards."""

from warm_mity import load_everything

load_everything()
