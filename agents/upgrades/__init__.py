"""How each ecosystem upgrades one package to one version by its own manager: one file each."""
