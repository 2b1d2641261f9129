"""The Agent Client Protocol: the second door for coding agents. What is here runs in a process of its own."""
