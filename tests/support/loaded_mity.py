"""Importing this loads all of mity, for processes that are forked afterwards and hear of SIGTERM once they want to."""

import signal

from warm_mity import load_everything

load_everything()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
