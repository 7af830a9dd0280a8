"""The Overlays page; what it is made of stands in companion.gui.overlays."""

from companion.gui.overlays.page import OverlaysPage

__all__ = ["OverlaysPage"]
