"""One verb each: words checked and turned into a workflow, parameters and a context."""
