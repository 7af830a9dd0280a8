"""What OBS has, as we know it: scenes, what is in them, browser sources, outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

BROWSER: Final = "browser_source"
"""OBS's kind of a source that shows a web page."""


class Item(Struct, frozen=True, kw_only=True):
    """One thing in a scene or group. id: good in that scene. source: its name."""

    id: int
    source: str
    is_enabled: bool
    is_group: bool = False


class Browser(Struct, frozen=True, kw_only=True):
    """A browser source's settings, defaults filled in. shutdown: none while hidden."""

    name: str
    url: str = ""
    width: int = 800
    height: int = 600
    shutdown: bool = False

    @classmethod
    def of(
        cls, name: str, settings: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> Browser:
        """Return what OBS says of one; what is not as expected counts as unset."""
        both = {**defaults, **settings}
        url, width, height = both.get("url"), both.get("width"), both.get("height")
        return cls(
            name=name,
            url=url if isinstance(url, str) else "",
            width=width if isinstance(width, int) else 800,
            height=height if isinstance(height, int) else 600,
            shutdown=both.get("shutdown") is True,
        )


class Picture(Struct, frozen=True, kw_only=True):
    """OBS at one moment.

    scene: on air. scenes: in the order of OBS's list. items: by scene or group.
    transitions: names by kind, first of each. transition: the chosen one. width,
    height: of the canvas, in pixels.
    """

    version: str = ""
    scene: str = ""
    scenes: tuple[str, ...] = ()
    items: Mapping[str, tuple[Item, ...]] = {}
    browsers: Mapping[str, Browser] = {}
    has_browsers: bool = True
    width: int = 1920
    height: int = 1080
    transition: str = ""
    transitions: Mapping[str, str] = {}
    is_streaming: bool = False
    is_recording: bool = False
    is_replaying: bool = False

    def holders(self, source: str) -> tuple[str, ...]:
        """Return the scenes that hold a source themselves or in a group of theirs."""
        return tuple(
            scene
            for scene in self.scenes
            if any(item.source == source for _place, item in self.places(scene))
        )

    def places(self, scene: str) -> Iterator[tuple[str, Item]]:
        """Yield all in a scene and its groups, each with the scene or group it is in.

        Other scenes that are used in it as sources are not looked into.
        """
        for item in self.items.get(scene, ()):
            yield scene, item
            if item.is_group:
                for inner in self.items.get(item.source, ()):
                    yield item.source, inner

    def seen(self) -> frozenset[str]:
        """Return the sources whose eye, and that of all around them, is open on air.

        Scenes within scenes count; whether something covers them is not known.
        """
        found: set[str] = set()
        waiting = [self.scene]
        while waiting:
            for item in self.items.get(waiting.pop(), ()):
                if item.is_enabled and item.source not in found:
                    found.add(item.source)
                    waiting.append(item.source)
        return frozenset(found)
