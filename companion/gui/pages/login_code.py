"""A device code: large, beside its QR code, with what is left of its time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from companion.domain.ports import Clock
from companion.domain.views import LoginCode
from companion.gui.components.amounts import countdown
from companion.gui.components.button import Button
from companion.gui.components.qr import QrCode
from companion.gui.components.text import label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_TICK_MS = 1_000


class CodePanel(QFrame):
    """Shown while somebody is expected to type the code on Twitch's page.

    open_page: shows an address in the browser. on_cancel: the person gave up.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        clock: Clock,
        open_page: Callable[[str], object],
        on_cancel: Callable[[], object],
    ) -> None:
        super().__init__()
        self._clock = clock
        self._open_page = open_page
        self._on_cancel = on_cancel
        self._code: LoginCode | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(24)
        self.qr = QrCode(name=_("QR code of the login page"), side=168)
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column(theme), 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def _column(self, theme: Theme) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        lead = _(
            "Open the page, or scan the code with your phone. Log in there and type:"
        )
        column.addWidget(paragraph(lead))
        self.code = _big_label()
        self.copy = Button(
            theme=theme, look="ghost", icon="copy", name=_("Copy the code")
        )
        self.copy.clicked.connect(self._copy)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.code)
        line.addWidget(self.copy)
        line.addStretch(1)
        column.addLayout(line)
        self.address = label(size=12, ink="3")
        column.addWidget(self.address)
        column.addSpacing(4)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.open_page = Button(
            _("Open the page"),
            theme=theme,
            look="primary",
            icon="arrow-square-out",
            on_click=self._open,
        )
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self._on_cancel)
        foot.addWidget(self.open_page)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        column.addLayout(foot)
        self.left = label(size=12, ink="3", tabular=True)
        column.addWidget(self.left)
        column.addStretch(1)
        return column

    def show_code(self, code: LoginCode) -> None:
        """Show a code and count its time down."""
        self._code = code
        self.code.setText(code.user_code)
        self.copy.set_icon("copy")
        self.copy.setAccessibleName(_("Copy the code"))
        self.copy.set_tip(_("Copy the code"))
        self.code.setAccessibleName(_("Code: {code}").format(code=code.user_code))
        self.address.setText(code.address.partition("?")[0])
        self.qr.show_text(code.address)
        self.tick()
        self._timer.start()
        self.show()
        self.open_page.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_code(self) -> None:
        """Show no code any more."""
        self._timer.stop()
        self._code = None
        self.qr.show_text("")
        self.code.setText("")
        self.hide()

    def tick(self) -> None:
        """Say how long the code is still good for."""
        if self._code is not None:
            left = countdown(self._code.expires_at - self._clock.now())
            text = _("Waiting for you to log in · the code is good for {left}")
            self.left.setText(text.format(left=left))

    def _open(self) -> None:
        if self._code is not None:
            self._open_page(self._code.address)

    def _copy(self) -> None:
        if self._code is not None:
            QGuiApplication.clipboard().setText(self._code.user_code)
            self.copy.set_icon("check")
            self.copy.setAccessibleName(_("Copied"))
            self.copy.set_tip(_("Copied"))


def _big_label() -> QLabel:
    result = label(size=28, weight=fonts.SEMIBOLD, tabular=True)
    font = QFont(result.font())
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 2)
    result.setFont(font)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
