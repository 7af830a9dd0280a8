"""A seeded, scripted stream with faults: for users, for tests, for the demo."""
