"""The Bots page: what is told to bots, tried out, and what came of it."""
