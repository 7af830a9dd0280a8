"""How programs other than OBS show an overlay: link, size, and green to key out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.studio import OverlayView
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.text import label, paragraph, rule
from companion.gui.components.toggle import Toggle
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _


def hint_texts(view: OverlayView) -> tuple[tuple[str, str], ...]:
    """Return what to do in each program, by its name."""
    size = _("{width} × {height}").format(width=view.width, height=view.height)
    return (
        (
            "vMix",
            _(
                "Add Input, Web Browser: paste the link, width and height {size}. It "
                "is transparent by itself."
            ).format(size=size),
        ),
        (
            "Streamlabs Desktop",
            _(
                "Sources, +, Browser Source: paste the link, width and height {size}, "
                "and clear “Shutdown source when not visible”."
            ).format(size=size),
        ),
        (
            _("TikTok LIVE Studio"),
            _("Add source, Link: paste the link, and set the size to {size}.").format(
                size=size
            ),
        ),
        (
            _("Any browser"),
            _(
                "Open the link in a window of its own and capture that window; key out "
                "the green below."
            ),
        ),
    )


class HintsDialog(Dialog):
    """on_key gets whether green is to stand behind the overlay."""

    def __init__(
        self,
        parent: QWidget,
        view: OverlayView,
        *,
        theme: Theme,
        is_keyed: bool,
        on_copy: Callable[[], object],
        on_key: Callable[[bool], object],
    ) -> None:
        title = _("{overlay} outside OBS").format(overlay=view.title)
        super().__init__(parent, theme=theme, title=title, width=520)
        for name, text in hint_texts(view):
            block = QVBoxLayout()
            block.setSpacing(0)
            block.addWidget(label(name, weight=fonts.MEDIUM))
            block.addWidget(paragraph(text, size=12))
            self.body.addLayout(block)
        self.body.addWidget(rule())
        row = QHBoxLayout()
        row.setSpacing(8)
        self.key = Toggle(
            theme=theme,
            name=_("Green behind the overlay"),
            on=is_keyed,
            on_change=on_key,
        )
        row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignTop)
        words = _(
            "Green behind the overlay, for programs that know no transparency. OBS "
            "does not need it."
        )
        row.addWidget(paragraph(words, size=12), 1)
        self.body.addLayout(row)
        self.copy = Button(_("Copy link"), theme=theme, icon="copy", on_click=on_copy)
        self.copy.setEnabled(bool(view.link))
        close = Button(_("Close"), theme=theme, on_click=self.reject)
        self.foot.addWidget(self.copy)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        close.setDefault(True)
        close.setFocus(Qt.FocusReason.TabFocusReason)
