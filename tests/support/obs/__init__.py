"""OBS for the tests: the real one, and what stands in for its browser."""
