"""The notice about TikTok, to be read again and to be accepted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.text import paragraph
from companion.gui.theme.theme import Theme
from companion.i18n import _


class NoticeDialog(Dialog):
    """Shows the notice in full; on_accept: None when it is accepted already."""

    def __init__(
        self,
        parent: QWidget,
        text: str,
        *,
        theme: Theme,
        on_accept: Callable[[], object] | None,
    ) -> None:
        super().__init__(parent, theme=theme, title=_("How TikTok is read"), width=480)
        for part in text.split("\n\n"):
            self.body.addWidget(paragraph(part))
        self.foot.addStretch(1)
        safe = _("Close") if on_accept is None else _("Not now")
        self.close_button = Button(safe, theme=theme, on_click=self.reject)
        self.close_button.setDefault(True)
        self.foot.addWidget(self.close_button)
        self.accept_button: Button | None = None
        if on_accept is not None:
            self.accept_button = Button(
                _("Accept"), theme=theme, look="primary", on_click=self.accept
            )
            self.foot.addWidget(self.accept_button)
            self.accepted.connect(on_accept)
        self.close_button.setFocus(Qt.FocusReason.TabFocusReason)
