"""Chat commands: what Viewers can ask for, one file for each of ours."""
