"""The port for coding agents: what one is asked and what it gives back."""
