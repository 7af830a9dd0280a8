"""Asks how long somebody may not write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.field import Field
from companion.gui.live.action_words import stretch_words
from companion.gui.live.display_text import isolated
from companion.gui.theme.theme import Theme
from companion.i18n import _

LONGEST: Final = 1_209_600
"""Seconds; two weeks, the most that any platform takes."""

PRESETS: Final = (60, 600, 3_600, 86_400)
"""Seconds: 1 min, 10 min, 1 h, 24 h."""

_UNITS: Final = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400}
_WRITTEN = re.compile(r"(\d{1,7})\s*([a-z]*)")


def parse_stretch(text: str) -> int | None:
    """Return typed seconds, minutes, hours or days in seconds, 1 to LONGEST; else None.

    A number alone is minutes: "15", "90 s", "2h", "3 d".
    """
    match = _WRITTEN.fullmatch(text.strip().lower())
    if match is None:
        return None
    unit = _UNITS.get(match[2] or "min")
    seconds = int(match[1]) * unit if unit else 0
    return seconds if 1 <= seconds <= LONGEST else None


class TimeOutDialog(Dialog):
    """Enter times out; on_yes gets the seconds."""

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        name: str,
        on_yes: Callable[[int], object],
    ) -> None:
        title = _("Time out {name} for how long?").format(name=isolated(name))
        super().__init__(parent, theme=theme, title=title)
        self._on_yes = on_yes
        self.length = Field(
            _("Minutes, or with a unit: 90 s, 15 min, 2 h, 3 d"),
            theme=theme,
            on_edit=lambda _text: self._check(),
            on_enter=self._go,
        )
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self.reject)
        self.act = Button(_("Time out"), theme=theme, look="final", on_click=self._go)
        self.body.addWidget(self.length)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)
        self.act.setEnabled(False)
        self.length.setFocus(Qt.FocusReason.TabFocusReason)

    def _check(self) -> None:
        seconds = parse_stretch(self.length.text)
        is_begun = not self.length.text
        self.length.set_error("" if seconds or is_begun else _accepted())
        self.act.setEnabled(seconds is not None)

    def _go(self) -> None:
        seconds = parse_stretch(self.length.text)
        if seconds is None:
            self.length.set_error(_accepted())
            return
        self.accept()
        self._on_yes(seconds)


def _accepted() -> str:
    return _("A time from 1 s to {most}, such as 15 or 2 h").format(
        most=stretch_words(LONGEST)
    )
