"""The scene's hooks: made and forgotten, and called by nobody."""

from __future__ import annotations

from collections.abc import Sequence

from companion.domain.studio import HookView


class SceneHooks:
    """Implements domain.studio.Hooks."""

    def __init__(self) -> None:
        self.kept: dict[str, HookView] = {}

    def all(self) -> Sequence[HookView]:
        """Return every hook by name."""
        return [self.kept[name] for name in sorted(self.kept)]

    def make(self, name: str) -> HookView:
        """Return the hook of that name, made when there is none."""
        return self.kept.get(name) or self.rotate(name)

    def rotate(self, name: str) -> HookView:
        """Give a hook another token."""
        address = f"http://127.0.0.1:7717/api/v1/hooks/{name}"
        token = f"{len(self.kept):032d}"
        self.kept[name] = HookView(name=name, address=address, token=token)
        return self.kept[name]

    def forget(self, name: str) -> None:
        """Delete a hook."""
        self.kept.pop(name, None)
