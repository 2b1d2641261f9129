"""What the reports of scanners mean: a reader for each format, by its name in the table of scanners."""
