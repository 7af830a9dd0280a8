"""The first run: three cards from nothing to an overlay that OBS shows."""

from companion.gui.first_run.opening import open_first_run

__all__ = ["open_first_run"]
