"""Moderation: what waits for a person, with the two answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from companion.domain.values import Viewer
from companion.domain.views import Review
from companion.gui.components.amounts import clock_time, span
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.empty import EmptyState
from companion.gui.components.field import Glyph
from companion.gui.components.text import isolated, label, paragraph
from companion.gui.live.display_text import one_line
from companion.gui.pages.page import CONTENT_WIDTH, Page
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _


class HeldRow(QFrame):
    """One held entry; Allow and Block weigh the same."""

    def __init__(
        self,
        review: Review,
        *,
        theme: Theme,
        on_allow: Callable[[], object],
        on_block: Callable[[], object],
    ) -> None:
        super().__init__()
        self.review = review
        self.setProperty("card", "plain")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        event = review.entry.event
        platform = event.platform if event is not None else None
        ink = platform.value if platform else "t2"
        glyph = Glyph(platform_icon(platform), theme=theme, ink=ink)
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        viewer = event.viewer if event is not None else None
        head.addWidget(label(_name(viewer), weight=fonts.SEMIBOLD))
        at = label(clock_time(review.entry.at), size=11, ink="3", tabular=True)
        head.addWidget(at)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(paragraph(one_line(str(getattr(event, "text", ""))), size=15))
        chips = QHBoxLayout()
        chips.setSpacing(4)
        for reason in review.entry.judgement.reasons:
            chips.addWidget(Chip(reason.rule, theme=theme))
        self._left = Chip("", theme=theme, kind="warn", icon="hourglass-medium")
        chips.addWidget(self._left)
        chips.addStretch(1)
        words.addLayout(chips)
        row.addLayout(words, 1)
        self.allow = Button(_("Allow"), theme=theme, icon="check", on_click=on_allow)
        self.block = Button(_("Block"), theme=theme, icon="prohibit", on_click=on_block)
        row.addWidget(self.allow)
        row.addWidget(self.block)

    def tick(self, now: int) -> None:
        """Count down to the moment when it decides itself."""
        ends = self.review.expires_at
        self._left.setVisible(ends is not None)
        if ends is not None:
            text = _("Held · {left}").format(left=span(ends - now))
            self._left.set_text(text)


class ModerationPage(Page):
    """The queue of held messages. Arrivals append below, and nothing moves up."""

    def __init__(self, watch: Watch, *, theme: Theme) -> None:
        super().__init__(_("Moderation"), widest=CONTENT_WIDTH)
        self._watch = watch
        self._theme = theme
        self._rows: dict[int, HeldRow] = {}
        self._empty = EmptyState(
            theme=theme,
            icon="shield-check",
            title=_("Nothing is held"),
            text=_(
                "Messages that the rules hold back wait here for you. Rules, the model "
                "and the log of decisions come to this page in a later version."
            ),
        )
        self.body.addWidget(self._empty, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.body.addLayout(self._list)
        self.body.addStretch(0)
        watch.totals_changed.connect(self.refresh)
        self.refresh()

    @property
    def rows(self) -> tuple[HeldRow, ...]:
        """Return the rows from top to bottom."""
        return tuple(self._rows.values())

    def refresh(self) -> None:
        """Take away what is decided, append what came, count down."""
        held = {review.entry.seq: review for review in self._watch.held}
        for gone in [seq for seq in self._rows if seq not in held]:
            row = self._rows.pop(gone)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for seq, review in held.items():
            if seq not in self._rows:
                self._rows[seq] = self._new_row(seq, review)
                self._list.addWidget(self._rows[seq])
            self._rows[seq].tick(self._watch.now)
        self._empty.setVisible(not self._rows)

    def _new_row(self, seq: int, review: Review) -> HeldRow:
        bridge = self._watch.bridge
        then = self._look_again
        return HeldRow(
            review,
            theme=self._theme,
            on_allow=lambda: bridge.ask(lambda engine: engine.allow(seq), then=then),
            on_block=lambda: bridge.ask(lambda engine: engine.block(seq), then=then),
        )

    def _look_again(self, _answer: None) -> None:
        self._watch.refresh()


def _name(viewer: Viewer | None) -> str:
    return isolated(one_line(viewer.name)) if viewer is not None else _("Somebody")
