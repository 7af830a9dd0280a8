"""What an overlay is: a descriptor in Python beside its page.

The page is served at `/o/<token>/<overlay>/`, what the pages share at
`/o/<token>/shared/`, its socket at `/o/<token>/<overlay>/ws`. On the socket the page
gets JSON text frames `{"v": 1, "seq": n, "kind": kind, "data": data}`:

- `snapshot`, first on every connect: `{"overlay", "labels", "settings", "state",
  "app", "now", "shell"}`; settings as `model_dump(mode="json")`, app the program's
  version, now the server's time in milliseconds since 1970, shell whether the browser
  may keep the page for when the app is off;
- `update`: `{"state"}`, with `"test": true` while the state is a test;
- `retract`: `{"ids"}`, numbers of ledger entries or ids of Viewers whose rows and
  lines leave the screen at once.

On the page of a stage, a message with `"part": name` is about one of the overlays that
its snapshot names in `parts`; a `retract` is about all of them. A part's own page is at
`/o/<token>/<stage>/on/<name>/` and opens no socket.

The page answers, every 10 s and whenever it is shown or hidden, with
`{"v": 1, "kind": "alive", "data": {"visible": bool, "seq": n, "obs": version, "delay":
ms, "parts": {name: {"visible", "delay"}}}}`: seq of the last message it has drawn, obs
the version of obs-browser or null, delay the longest from a message to its drawing
since the last time, or null. Close code 4404 says that the link is of no use any more:
the page empties and does not come back. A socket that is refused makes the page look
with a plain request: when the answer is 404 it hides, and tries again.

In a state, keys `avatar` and `icon` hold https addresses or null; the server makes
same-origin paths of them. Keys `picture`, `sound` and `video` hold names in the media
library, or null, and become paths as well; so does `sound` with a sound that comes
along ("builtin:chime"), and `speech` with "speech:<seq>", the entry that is read aloud,
which is null until it can be played. Keys that hold what people wrote end in name,
text, message, title, question, label or comment. `next_at`, at the top, is when the
state is out of date by time alone (microseconds since 1970, or null); the server takes
it out and projects again then.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from companion.domain.views import StreamView
from companion.i18n import _, language
from overlays.look import OverlaySettings

State = dict[str, Any]
"""JSON-able: what the page shows, whole."""

SettingsT = TypeVar("SettingsT", bound=OverlaySettings)

SHARED = Path(__file__).parent / "shared"
"""Scripts, styles and fonts that every page uses."""


class Overlay(ABC, Generic[SettingsT]):
    """One browser source.

    kind: the word of its folder. name: the word in its address and settings: the kind,
    or the kind with a number where there are several ("goal_2"). width, height: the
    size to give the source in OBS, in pixels.
    """

    kind: ClassVar[str]
    width: ClassVar[int]
    height: ClassVar[int]
    settings_type: type[SettingsT]

    def __init__(self, name: str = "") -> None:
        self.name = name or self.kind

    @abstractmethod
    def title(self) -> str:
        """Return what the overlay is called, in the chosen language."""

    @abstractmethod
    def description(self) -> str:
        """Return in one sentence what viewers see."""

    @abstractmethod
    def words(self) -> dict[str, str]:
        """Return the overlay's own words by key, in the chosen language."""

    @abstractmethod
    def project(self, view: StreamView, settings: SettingsT) -> State:
        """Return what the page shows of the running session. Pure.

        Time is `view.now`; see above for what its keys may hold.
        """

    def size(self, settings: SettingsT) -> tuple[int, int]:  # noqa: ARG002  # a stage has two
        """Return width and height to give the source in OBS, in pixels."""
        return self.width, self.height

    def parts(self, settings: SettingsT) -> Sequence[str]:  # noqa: ARG002  # only a stage has some
        """Return the names of the overlays that this one shows within its own page.

        Names that no overlay has are left out by the server.
        """
        return ()

    @property
    def folder(self) -> Path:
        """The folder that holds index.html, overlay.js, overlay.css, preview.json."""
        return Path(__file__).parent / self.kind

    def labels(self) -> dict[str, str]:
        """Return every word the page shows, and `language`, their BCP 47 code."""
        return {
            "language": language(),
            "title": self.title(),
            "test": _("Test"),
            **self.words(),
        }

    def preview(self) -> State:
        """Return an example of what `project` returns."""
        state: State = json.loads((self.folder / "preview.json").read_bytes())
        return state


# A number that needs each plural form in the languages that have it (CLDR names).
_SAMPLES = {"one": 1, "two": 2, "few": 3, "many": 5, "other": 10}


def plural_words(key: str, form: Callable[[int], str]) -> dict[str, str]:
    """Return `key_one` … `key_other`: a counted phrase in every plural form.

    form: gives the phrase that fits a number. The page picks by Intl.PluralRules,
    because only it knows the number.
    """
    return {f"{key}_{name}": form(n) for name, n in _SAMPLES.items()}
