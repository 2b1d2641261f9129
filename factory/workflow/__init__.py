"""The workflow language as data: stages, steps, what they run."""
