"""The Show page; what it is made of stands in companion.gui.show."""

from companion.gui.show.page import ShowPage

__all__ = ["ShowPage"]
