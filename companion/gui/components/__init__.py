"""The window's building blocks, one widget per file, each in every state."""
