"""Whether what a project says of itself agrees with what ran: its locks, its toolchains, its other builds."""
