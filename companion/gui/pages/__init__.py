"""The pages beside Live; each says honestly what it does today."""
