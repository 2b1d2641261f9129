"""The only room that touches the world: processes, files, git, the log on disk."""
