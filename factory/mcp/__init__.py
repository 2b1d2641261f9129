"""mity as a server of the Model Context Protocol: its verbs as tools, its runs as resources, for one workspace."""
