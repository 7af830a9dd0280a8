"""An evening on record, and commands in this process."""

from tests.support.evening import copy, evening, here

__all__ = ["copy", "evening", "here"]
