"""What happens in OBS, as short lines: for the prompter and the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from companion.domain.on_air import ObsLogOnAir
from companion.domain.ports import Clock
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.obs.protocol import Event

LENGTH: Final = 50
"""Lines that are kept."""

_LONGEST: Final = 120


class ObsNews:
    """Keeps the newest lines; show: called with all of them when one is added."""

    def __init__(self, clock: Clock, show: Callable[[ObsLogOnAir], None]) -> None:
        self._clock = clock
        self._show = show
        self._lines: tuple[tuple[Timestamp, str], ...] = ()

    @property
    def lines(self) -> Sequence[tuple[Timestamp, str]]:
        """Return when and what, newest last."""
        return self._lines

    def take(self, event: Event) -> None:
        """Add a line for an event that a person wants to know of."""
        if text := line_of(event):
            self.say(text)

    def say(self, text: str) -> None:
        """Add a line."""
        line = (self._clock.now(), text[:_LONGEST])
        self._lines = (*self._lines, line)[-LENGTH:]
        self._show(ObsLogOnAir(id="obs", lines=self._lines))


def line_of(event: Event) -> str:
    """Return an event in a few words, "" for one that nobody needs to read."""
    data = event.data
    match event.event_type:
        case "CurrentProgramSceneChanged":
            return _("Scene: {scene}").format(scene=data.get("sceneName", ""))
        case "StreamStateChanged":
            return _output(data, _("Stream is on air"), _("Stream has ended"))
        case "RecordStateChanged":
            if data.get("outputState") == "OBS_WEBSOCKET_OUTPUT_PAUSED":
                return _("Recording is paused")
            return _output(data, _("Recording"), _("Recording has ended"))
        case "ReplayBufferStateChanged":
            return _output(data, _("Replay buffer is on"), _("Replay buffer is off"))
        case "ReplayBufferSaved":
            return _("Replay saved")
        case "CurrentSceneCollectionChanged":
            name = data.get("sceneCollectionName", "")
            return _("Scene collection: {name}").format(name=name)
        case "InputMuteStateChanged":
            is_muted = data.get("inputMuted") is True
            text = _("{source} is muted") if is_muted else _("{source} is heard again")
            return text.format(source=data.get("inputName", ""))
        case "ExitStarted":
            return _("OBS closes")
    return ""


def _output(data: Any, begun: str, ended: str) -> str:  # noqa: ANN401  # JSON
    match data.get("outputState"):
        case "OBS_WEBSOCKET_OUTPUT_STARTED" | "OBS_WEBSOCKET_OUTPUT_RESUMED":
            return begun
        case "OBS_WEBSOCKET_OUTPUT_STOPPED":
            return ended
        case "OBS_WEBSOCKET_OUTPUT_RECONNECTING":
            return _("The stream has lost its server; OBS tries again")
        case "OBS_WEBSOCKET_OUTPUT_RECONNECTED":
            return _("The stream has its server again")
    return ""
