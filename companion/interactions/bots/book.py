"""The book of the bots on disk: what they are told to do, in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from companion.domain.show.bots import BotBook
from companion.kept_file import KeptFile

FILE_NAME: Final = "bots.json"


class BookFile(KeptFile[BotBook]):
    """Keeps the book. path: None to keep nothing beyond this run."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path, BotBook())

    @property
    def book(self) -> BotBook:
        """Return what the bots are told to do."""
        return self.value
