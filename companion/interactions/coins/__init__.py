"""Coins: what people have of the Broadcaster's own currency, and whose it is."""
