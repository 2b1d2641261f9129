"""The kinds of step: each turns a step and its context into a result."""
