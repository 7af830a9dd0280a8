"""The show where it runs: interactions, coins and bots, wired to the engine."""
