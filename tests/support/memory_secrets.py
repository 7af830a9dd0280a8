"""A keyring in memory."""

from __future__ import annotations


class MemorySecrets:
    """Implements ports.Secrets; `written`: everything that was ever written to it."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.written: list[str] = []

    def read(self, name: str) -> str | None:
        return self.kept.get(name)

    def write(self, name: str, value: str) -> None:
        self.kept[name] = value
        self.written.append(value)

    def erase(self, name: str) -> None:
        self.kept.pop(name, None)
