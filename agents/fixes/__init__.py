"""Fix rules: one rule a file, one folder a language, and one table `RULES` a folder."""
