"""Each kind of interaction."""
