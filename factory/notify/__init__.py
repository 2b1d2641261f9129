"""Messages about runs: to chats, mail and push services, and to the issue or pull request that a run is about."""
