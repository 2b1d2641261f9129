"""Many repositories and one verb: the list, the clone and the run of each, its pull request, the report of all."""
