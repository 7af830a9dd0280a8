"""The Show page: run-sheet, the one interaction on air, and what viewers see of it."""
