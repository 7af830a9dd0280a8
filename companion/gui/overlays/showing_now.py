"""Who shows the overlay now: every page that is connected."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.studio import ObsView, OverlayView, PageView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import age, clock_time, number
from companion.gui.components.field import Glyph
from companion.gui.components.text import Paragraph, isolated, label, paragraph
from companion.gui.overlays.presence import sources_of
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _


class ShowingNow(QWidget):
    """A line for each page: where it is, since when, how alive, how late."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._said: tuple[tuple[str, str, bool], ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._column.addStretch(1)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what stands in it."""
        return tuple(" · ".join(one[:2]) for one in self._said or ())

    def show_pages(self, view: OverlayView, obs: ObsView, *, now: Timestamp) -> None:
        """Show the pages of an overlay as they stand at `now`."""
        said = tuple(_words(page, now) for page in view.pages)
        said += tuple(_source_words(view.name, obs))
        if said == self._said:
            return
        self._said = said
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        rows: list[QWidget] = [self._row(*one) for one in said]
        if not rows:
            rows.append(self._nobody())
        for place, row in enumerate(rows):
            self._column.insertWidget(place, row)

    def _row(self, title: str, detail: str, good: bool) -> QFrame:
        card = QFrame()
        card.setProperty("card", "plain")
        card.setAccessibleName(f"{title}. {detail}")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        icon, ink = ("check-circle-fill", "ok") if good else ("circle", "t3")
        row.addWidget(Glyph(icon, theme=self._theme, size=14, ink=ink))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(title, weight=fonts.MEDIUM))
        words.addWidget(paragraph(detail, size=12, ink="3"))
        row.addLayout(words, 1)
        return card

    def _nobody(self) -> Paragraph:
        return paragraph(
            _(
                "No page of this overlay is open. Add it to OBS, drag its tile there, "
                "or paste its link into a browser source."
            ),
            ink="3",
        )


def _words(page: PageView, now: Timestamp) -> tuple[str, str, bool]:
    where = _("OBS, browser {version}").format(version=page.obs)
    title = where if page.obs else _("A browser, or another program")
    if page.stage:
        title = _("{where} · on {stage}").format(where=title, stage=page.stage)
    parts = [
        _("visible to viewers") if page.is_showing else _("hidden"),
        _("heartbeat {age}").format(age=age(now - page.heard_at)),
        _("since {time}").format(time=clock_time(page.since)),
    ]
    if page.delay_ms is not None:
        delay = number(round(page.delay_ms))
        parts.append(_("drawn after {n} ms").format(n=delay))
    return title, " · ".join(parts), page.is_showing


def _source_words(name: str, obs: ObsView) -> list[tuple[str, str, bool]]:
    """Return a line for each source that no page tells of."""
    return [
        (
            _("Source {name}").format(name=isolated(source.source)),
            source.detail or ", ".join(map(isolated, source.scenes)),
            False,
        )
        for source in sources_of(obs, name)
        if source.state in {"silent", "stale"}
    ]
