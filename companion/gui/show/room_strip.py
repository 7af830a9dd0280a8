"""Whether the page for people in the room is open, in one line under the run-sheet."""

from __future__ import annotations

from collections.abc import Callable

from companion.domain.show.views import RoomView
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.field import Glyph
from companion.gui.components.strip import Strip
from companion.gui.components.text import ElidedLabel, label, set_ink
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

HEIGHT = 40


class RoomStrip(Strip):
    """on_open: shows how to join, and opens or closes the room."""

    def __init__(self, *, theme: Theme, on_open: Callable[[], object]) -> None:
        super().__init__(HEIGHT, right=8)
        self.setAccessibleName(_("Room"))
        self._glyph = Glyph("users-three", theme=theme, size=16, ink="t3")
        self.state = ElidedLabel(size=12, ink="3", tabular=True)
        self.open = Button(
            _("Open…"), theme=theme, look="ghost", height=24, on_click=on_open
        )
        self.row.addWidget(self._glyph)
        self.row.addWidget(label(_("Room"), weight=fonts.SEMIBOLD))
        self.row.addWidget(self.state, 1)
        self.row.addWidget(self.open)
        self.show_room(RoomView())

    def show_room(self, room: RoomView) -> None:
        """Show how the room stands."""
        words, icon = _("closed"), "users-three"
        if room.why:
            words = _("out of reach") if room.is_open else _("could not open")
            icon = "warning-fill"
        elif room.is_open:
            words = _("{code} · {n} in").format(code=room.code, n=number(room.people))
            icon = "users-three-fill"
        self.state.setText(words)
        self.state.setToolTip(
            room.why or _("A page for people in the room, on their phones")
        )
        set_ink(self.state, "warn" if room.why else "2" if room.is_open else "3")
        self._glyph.set_icon(icon, "warn" if room.why else "t3")
        verb = _("Show") if room.is_open else _("Open…")
        if self.open.text() != verb:
            self.open.setText(verb)
            self.open.updateGeometry()
        name = _("Show how to join the room") if room.is_open else _("Open the room")
        self.open.setAccessibleName(name)
