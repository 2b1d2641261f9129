"""Fix rules: one rule a file, each with its trigger (`applies`) and what it would do (`plan`)."""
