"""stack.yaml and what follows from it: commands, lock files, test reports."""
