"""The selected overlay's link: masked, because this window may be on stream."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.text import ElidedLabel, label
from companion.gui.theme.theme import Theme
from companion.i18n import _

MASK = "••••••••"


def masked(link: str) -> str:
    """Return a link that can be shown on stream: its token is not in it."""
    parts = urlsplit(link)
    steps = parts.path.split("/")
    if len(steps) > 2 and steps[1] == "o":  # "", "o", token
        steps[2] = MASK
    return urlunsplit((parts.scheme, parts.netloc, "/".join(steps), "", ""))


class LinkRow(QWidget):
    """Link, an eye that uncovers it while it is pressed down, Copy and a new link."""

    def __init__(
        self,
        *,
        theme: Theme,
        on_copy: Callable[[], object],
        on_rotate: Callable[[], object],
    ) -> None:
        super().__init__()
        self._link = ""
        self.setFixedHeight(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        caption = label(_("Link"), ink="2")
        caption.setFixedWidth(116)
        row.addWidget(caption)
        field = QFrame()
        field.setObjectName("quietField")
        inside = QHBoxLayout(field)
        inside.setContentsMargins(10, 0, 4, 0)
        self._words = ElidedLabel(ink="3", tabular=True)
        inside.addWidget(self._words, 1)
        self.eye = Button(
            theme=theme,
            icon="eye",
            look="ghost",
            height=24,
            name=_("Show the link"),
            tip=_("Show the link. Whoever sees it on stream can open the overlay."),
            checkable=True,
            on_click=self._show,
        )
        inside.addWidget(self.eye)
        field.setFixedHeight(32)
        row.addWidget(field, 1)
        self.copy = Button(
            _("Copy"), theme=theme, icon="copy", key="Ctrl+C", on_click=on_copy
        )
        self.rotate = Button(
            theme=theme,
            icon="arrows-clockwise",
            name=_("New link…"),
            tip=_("Make a new link; the old one opens nothing any more"),
            on_click=on_rotate,
        )
        row.addWidget(self.copy)
        row.addWidget(self.rotate)

    @property
    def shown(self) -> str:
        """Return the link as it stands on screen."""
        return self._words.text()

    def show_link(self, link: str) -> None:
        """Show another link, covered; "" while the server is off."""
        if link == self._link and self._words.text():
            return
        self._link = link
        self.eye.setChecked(False)
        for button in (self.eye, self.copy, self.rotate):
            button.setEnabled(bool(link))
        self._show()

    def _show(self) -> None:
        is_open = self.eye.isChecked()
        self.eye.set_icon("eye-slash" if is_open else "eye")
        if not self._link:
            self._words.setText(_("The overlay server is off."))
        else:
            text = self._link if is_open else masked(self._link)
            self._words.setText(text.partition("://")[2] or text)
