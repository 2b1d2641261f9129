"""What starts workflows by itself: changed files, times, web hooks, ends of runs, events that somebody posts."""
