"""What a run is and its record: context, results, events, log."""
