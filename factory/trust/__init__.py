"""What came with a foreign template or a cloned project and would run, and the user's consent to it."""
