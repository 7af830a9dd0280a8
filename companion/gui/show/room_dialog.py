"""How people join the room: code, address and QR; opens it, renews the code, closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.domain.show.views import RoomView
from companion.gui.components.amounts import number
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.qr import QrCode
from companion.gui.components.text import label, paragraph
from companion.gui.show.watch import ShowWatch
from companion.gui.show.wishes import ShowWishes
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 480
_QR = 176


class RoomDialog(Dialog):
    """Follows the room while it is there. What throws people out asks first."""

    def __init__(
        self,
        parent: QWidget,
        watch: ShowWatch,
        wishes: ShowWishes,
        *,
        theme: Theme,
    ) -> None:
        super().__init__(parent, theme=theme, title=_("Room"), width=WIDTH)
        self._watch = watch
        self._wishes = wishes
        self._room = RoomView()
        self._verb: Callable[[], object] | None = None
        self._refusal = ""
        self._lead = paragraph("")
        self.problem = Banner("", "", theme=theme, icon="link-break")
        self._consequence = paragraph("", ink="1")
        self.body.addWidget(self._lead)
        self.body.addWidget(self.problem)
        self._joining = self._make_joining()
        self.body.addWidget(self._joining)
        self.body.addWidget(self._consequence)
        self._make_foot()
        watch.changed.connect(self.refresh)
        wishes.room_answered.connect(self._on_answered)
        self.refresh()
        first = self.leave if self._room.is_open else self.open_room
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_joining(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(24)
        self.qr = QrCode(name=_("QR code of the room"), side=_QR)
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        self.code = label(size=28, weight=fonts.SEMIBOLD, tabular=True)
        self.address = label(size=15, weight=fonts.MEDIUM, tabular=True)
        self.people = label(size=15, weight=fonts.MEDIUM, tabular=True)
        for caption, value in (
            (_("Join code"), self.code),
            (_("Address"), self.address),
            (_("In the room"), self.people),
        ):
            _put(column, caption, value)
        self.copy = Button(
            _("Copy link"), theme=self._theme, icon="copy", on_click=self._copy
        )
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        row.addLayout(column, 1)
        return holder

    def _make_foot(self) -> None:
        theme = self._theme
        self.close_room = Button(
            _("Close the room…"), theme=theme, look="destructive", on_click=self._close
        )
        self.renew = Button(
            _("New code…"),
            theme=theme,
            icon="arrows-clockwise",
            tip=_("The code of now lets nobody in any more"),
            on_click=self._renew,
        )
        self.leave = Button(_("Done"), theme=theme, on_click=self.reject)
        self.open_room = Button(
            _("Open the room"), theme=theme, look="primary", on_click=self._open
        )
        self.safe = Button(_("Leave it open"), theme=theme, on_click=self._leave_it)
        self.act = Button(
            _("Close the room"), theme=theme, look="final", on_click=self._do_it
        )
        self.foot.addWidget(self.close_room)
        self.foot.addWidget(self.renew)
        self.foot.addStretch(1)
        for button in (self.leave, self.open_room, self.safe, self.act):
            self.foot.addWidget(button)

    # What there is

    def refresh(self) -> None:
        """Show how the room stands now."""
        room = self._room = self._watch.reading.room
        if not room.is_open:
            self._verb = None
        self._show_joining(room)
        self._show_words(room)
        is_asking = self._verb is not None
        for button, is_there in (
            (self.close_room, room.is_open and not is_asking),
            (self.renew, room.is_open and not is_asking),
            (self.leave, not is_asking),
            (self.open_room, not room.is_open),
            (self.safe, is_asking),
            (self.act, is_asking),
        ):
            button.setVisible(is_there)

    def _show_joining(self, room: RoomView) -> None:
        self._joining.setVisible(room.is_open)
        self.qr.show_text(link_of(room))
        self.code.setText(room.code)
        self.address.setText(room.address.partition("://")[2].rstrip("/"))
        self.people.setText(number(room.people))

    def _show_words(self, room: RoomView) -> None:
        lead = _(
            "A page for people in front of the stage: they scan a code, choose a name, "
            "and vote and answer like everybody else. Open it in a network that you "
            "trust."
        )
        if room.is_open:
            lead = _(
                "On a phone in this network: scan the code, or type address and code."
            )
        self._lead.setText(lead)
        why = self._refusal or room.why
        title = _("Nobody can reach it") if room.is_open else _("It is not open")
        self.problem.set_words(title, why)
        self.problem.setVisible(bool(why))
        self._consequence.setVisible(self._verb is not None)

    # What is done

    def _open(self) -> None:
        self.open_room.set_busy(True)
        self._wishes.open_room()

    def _close(self) -> None:
        self._ask(
            self._wishes.close_room,
            verb=_("Close the room"),
            consequence=_("Every page in the room ends; everybody keeps their score."),
        )

    def _renew(self) -> None:
        self._ask(
            self._wishes.renew_room,
            verb=_("New code"),
            consequence=_(
                "Every page in the room ends; with the new code people come back, and "
                "keep their score."
            ),
        )

    def _ask(self, act: Callable[[], object], *, verb: str, consequence: str) -> None:
        """Ask first, while somebody is in."""
        if not self._room.people:
            act()
            return
        self._verb = act
        self._consequence.setText(consequence)
        self.act.setText(verb)
        self.act.setAccessibleName(verb)
        self.refresh()
        self.safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_it(self) -> None:
        self._verb = None
        self.refresh()
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_it(self) -> None:
        act, self._verb = self._verb, None
        self.refresh()
        if act is not None:
            act()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(link_of(self._room))
        self.copy.set_icon("check")
        self.copy.setText(_("Copied"))

    def _on_answered(self, refusal: str) -> None:
        self.open_room.set_busy(False)
        self.copy.set_icon("copy")
        self.copy.setText(_("Copy link"))
        self._refusal = refusal
        self.refresh()


def link_of(room: RoomView) -> str:
    """Return what brings somebody in at once, "" while it is closed.

    What stands behind the # never leaves the telephone.
    """
    return f"{room.address}#{room.code}" if room.is_open else ""


def _put(column: QVBoxLayout, caption: str, value: QLabel) -> None:
    words = label(caption, size=12, ink="3")
    words.setBuddy(value)
    value.setAccessibleName(caption)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(words)
    column.addWidget(value)
    column.addSpacing(12)
