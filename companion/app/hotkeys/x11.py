"""Hearing keys under X11 by its RECORD extension: nothing is grabbed from a game.

pynput does the same there, but brings a library that must be compiled for Linux.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import Any, Final

from Xlib import XK, X, display, error
from Xlib.ext import record
from Xlib.protocol import rq

from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyState, OnCombo
from companion.i18n import _
from companion.settings.combo import KEYS

log = logging.getLogger(__name__)

_KEYSYMS: Final = {
    "Enter": "Return",
    "Escape": "Escape",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "ScrollLock": "Scroll_Lock",
    "Space": "space",
}
_TOOLS: Final = (0x1008FF81, *range(0x1008FF45, 0x1008FF4A))
"""What X.Org makes of F13 to F18: XF86Tools, XF86Launch5 to XF86Launch9."""

_NAMES: Final[Mapping[int, str]] = {
    XK.string_to_keysym(_KEYSYMS.get(name, name.lower() if len(name) == 1 else name)):
    name
    for name in KEYS
} | {
    XK.string_to_keysym(f"{word}_{side}"): name
    for word, name in (
        ("Control", "Ctrl"),
        ("Alt", "Alt"),
        ("Shift", "Shift"),
        ("Super", "Meta"),
        ("Meta", "Meta"),
    )
    for side in "LR"
} | {keysym: f"F{13 + n}" for n, keysym in enumerate(_TOOLS)}  # fmt: skip
_MASKS: Final = (
    (X.ControlMask, "Ctrl"),
    (X.Mod1Mask, "Alt"),
    (X.ShiftMask, "Shift"),
    (X.Mod4Mask, "Meta"),
)
_RANGE: Final = {
    "core_requests": (0, 0),
    "core_replies": (0, 0),
    "ext_requests": (0, 0, 0, 0),
    "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0),
    "device_events": (X.KeyPress, X.KeyRelease),
    "errors": (0, 0),
    "client_started": False,
    "client_died": False,
}
_BEGIN_S: Final = 5.0
_END_S: Final = 2.0


class XKeys:
    """Implements KeyHook; name: of the display, None for that of the environment."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._asking: Any = None
        self._telling: Any = None
        self._context: Any = None
        self._thread: threading.Thread | None = None

    def open(self, on_combo: OnCombo) -> None:
        """Begin to listen. Raises HotkeysUnavailable."""
        try:
            self._asking = display.Display(self._name)
            self._telling = display.Display(self._name)
            if not self._asking.has_extension("RECORD"):
                raise HotkeysUnavailable(_("This display does not tell its keys."))
            self._context = self._telling.record_create_context(
                0, [record.AllClients], [_RANGE]
            )
            self._telling.sync()
        except (error.DisplayError, error.ConnectionClosedError, OSError) as problem:
            self._hang_up()
            text = _("The display cannot be asked for its keys: {reason}")
            raise HotkeysUnavailable(text.format(reason=problem)) from problem
        heard = _Heard(self._asking, KeyState(on_combo))
        self._thread = threading.Thread(
            target=self._listen, args=(heard,), name="hotkeys", daemon=True
        )
        self._thread.start()
        heard.began.wait(_BEGIN_S)

    def close(self) -> None:
        """Stop listening, and wait for the thread."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        try:
            self._asking.record_disable_context(self._context)
            self._asking.flush()
        except (error.ConnectionClosedError, OSError):
            pass  # the display is gone, and the thread with it
        thread.join(_END_S)
        self._hang_up()

    def _listen(self, heard: _Heard) -> None:
        try:
            self._telling.record_enable_context(self._context, heard.take)
            self._telling.record_free_context(self._context)
        except (error.ConnectionClosedError, OSError) as problem:
            log.warning("Hotkeys have stopped: the display is gone (%s)", problem)

    def _hang_up(self) -> None:
        for one in (self._asking, self._telling):
            if one is not None:
                try:
                    one.close()
                except (error.ConnectionClosedError, OSError):
                    continue
        self._asking = self._telling = None


class _Heard:
    """Reads what the display tells."""

    def __init__(self, asking: Any, state: KeyState) -> None:  # noqa: ANN401  # untyped library
        self._asking = asking
        self._state = state
        self._field = rq.EventField(None)
        self._released: tuple[str, int] | None = None
        self.began = threading.Event()

    def take(self, reply: Any) -> None:  # noqa: ANN401  # untyped library
        """Take one message: any number of key events."""
        if reply.category == record.StartOfData:
            self.began.set()
        if reply.category != record.FromServer or reply.client_swapped:
            return
        data = reply.data
        while len(data):
            event, data = self._field.parse_binary_value(
                data, self._asking.display, None, None
            )
            self._event(event)

    def _event(self, event: Any) -> None:  # noqa: ANN401  # untyped library
        self._learn_layout()
        key = self._name_of(event.detail)
        # A key that is held comes as release and press at the same moment.
        released, self._released = self._released, None
        if released is not None and (
            event.type != X.KeyPress or released != (key, event.time)
        ):
            self._state.released(released[0])
        if event.type == X.KeyRelease:
            self._released = (key, event.time)
        elif key:
            held = frozenset(name for mask, name in _MASKS if event.state & mask)
            self._state.pressed(key, held)

    def _learn_layout(self) -> None:
        """Take it up when another keyboard or layout was chosen."""
        while self._asking.pending_events():
            told = self._asking.next_event()
            if told.type == X.MappingNotify:
                self._asking.refresh_keyboard_mapping(told)

    def _name_of(self, keycode: int) -> str:
        for index in (0, 1):  # on some keyboards digits are the shifted signs
            keysym: int = self._asking.keycode_to_keysym(keycode, index)
            if keysym in _NAMES:
                return _NAMES[keysym]
        return ""
