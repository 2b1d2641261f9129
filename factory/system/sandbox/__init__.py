"""The sandbox for what is not ours: one port, a mechanism for each way a system has to confine a command."""
