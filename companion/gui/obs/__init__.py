"""OBS in the window: how we stand with it, and what it can be asked."""
