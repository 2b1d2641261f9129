"""What may change in a project, what did, and how it is put back."""
