"""The Bots page; what it is made of stands in companion.gui.bots."""

from companion.gui.bots.page import BotsPage

__all__ = ["BotsPage"]
