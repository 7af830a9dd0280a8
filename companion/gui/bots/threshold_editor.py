"""A threshold bot: so many different callers, and what happens then."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.bots import ThresholdDef
from companion.domain.show.views import ThresholdView
from companion.domain.studio import MediaItem
from companion.gui.bots.controls import (
    NameField,
    NumberField,
    Places,
    TextField,
    WordsField,
    side_by_side,
)
from companion.gui.bots.draft import Item
from companion.gui.bots.editor import Editor, wrong_text
from companion.gui.bots.form import Form
from companion.gui.bots.text_box import TextBox
from companion.gui.bots.variables import offered
from companion.gui.bots.watch import Reading
from companion.gui.bots.words import seconds_words
from companion.gui.components.amounts import clock_time, decimal, number
from companion.gui.components.chip import Chip
from companion.gui.components.flow import Flow
from companion.gui.components.text import Ink, label, paragraph
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

_WORDS = 6
"""Of a bot's words, in the sentence about it."""


class Meter(QWidget):
    """How far, from 0 to 1; cyan, because it has just moved."""

    def __init__(self, *, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setAccessibleName(name)
        self.setFixedHeight(8)
        theme.changed.connect(self.update)

    def set_share(self, share: float) -> None:
        """Show another share."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(80, 8)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        painter.setBrush(QColor(self._theme.tokens.bg4))
        painter.drawRoundedRect(box, 4, 4)
        if self._share:
            box.setWidth(max(8.0, box.width() * self._share))
            painter.setBrush(QColor(self._theme.tokens.cyan))
            painter.drawRoundedRect(box, 4, 4)
        painter.end()


class ThresholdState(Form):
    """How a threshold bot stands: what it waits for, how far it is, what it shows."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self._shown: object = None
        self._line = Flow(gap=4)
        self._sentence = _level(self._line)
        self.add(_("When"), self._sentence)
        self.meter = Meter(theme=theme, name=_("How far it is"))
        self.far = label(size=12, tabular=True)
        self.far.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.far.setMinimumWidth(64)
        self.rests = paragraph("", size=11, ink="3")
        now = QWidget()
        column = QVBoxLayout(now)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.meter, 1)
        line.addWidget(self.far)
        column.addLayout(line)
        column.addWidget(self.rests)
        self.add(_("Now"), now)
        self._files = Flow(gap=8)
        self._chips = _level(self._files)
        self._shows = self.add(_("Shows"), self._chips)

    def show_bot(
        self, one: ThresholdDef, view: ThresholdView | None, media: Sequence[MediaItem]
    ) -> None:
        """Show how a bot stands."""
        needed = view.needed if view else one.needed
        callers = view.callers if view else 0
        self.meter.set_share(callers / max(1, needed))
        far = _("{n} of {needed}").format(n=number(callers), needed=number(needed))
        self.far.setText(far)
        self.meter.setAccessibleDescription(far)
        self.rests.setText(_rest_words(one, view))
        file = next((item for item in media if item.name == one.video), None)
        shown = (one, file)
        if shown != self._shown:
            self._shown = shown
            self._fill_sentence(one)
            self._fill_files(one, file)

    def _fill_sentence(self, one: ThresholdDef) -> None:
        _empty(self._line)
        chips = [Chip(word, theme=self._theme) for word in one.words[:_WORDS]]
        if len(one.words) > _WORDS:
            chips.append(Chip(f"+{len(one.words) - _WORDS}", theme=self._theme))
        sentence = _("{n} different viewers say {words} within {time}")
        before, _placeholder, after = sentence.partition("{words}")
        values = {"n": number(one.needed), "time": seconds_words(one.within_s)}
        parts = (*_labels(before, values), *chips, *_labels(after, values))
        for part in parts:
            self._line.addWidget(part)
        self._sentence.updateGeometry()

    def _fill_files(self, one: ThresholdDef, file: MediaItem | None) -> None:
        _empty(self._files)
        self.show_row(self._shows, bool(one.video))
        if not one.video:
            return
        if file is None:
            missing = _("{file} is not in the media library").format(file=one.video)
            chip = Chip(missing, theme=self._theme, kind="warn", icon="warning-fill")
            self._files.addWidget(chip)
            return
        size = _("{n} MB").format(n=decimal(file.size / 1_000_000, 1))
        name = f"{file.name} · {size}"
        self._files.addWidget(Chip(name, theme=self._theme, icon="film-strip"))
        checked = Chip(_("checked"), theme=self._theme, kind="ok", icon="check")
        checked.setToolTip(_("It plays, and it is no larger than is allowed."))
        self._files.addWidget(checked)
        self._chips.updateGeometry()


class ThresholdEditor(Editor):
    """What it waits for, how long it rests, what it says and shows."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.state = ThresholdState(theme=theme)
        self.column.insertWidget(0, self.state)
        self._make_when()
        self._make_then()

    def _make_when(self) -> None:
        self.name = TextField(_("Name"))
        self.name.edited.connect(lambda text: self.set_values(name=text.strip()))
        self.form.add(_("Name"), self.name, "name")
        self.words = WordsField(_("Words, with commas between"), placeholder="gg, 🎉")
        self.words.words_edited.connect(lambda words: self.set_values(words=words))
        self.form.add(_("Words"), self.words, "words")
        self.needed = NumberField(
            _("Different viewers that it takes"),
            unit=_("viewers"),
            least=1,
            most=100_000,
            width=132,
        )
        self.within = NumberField(
            _("Within so many seconds"), unit="s", least=1, most=3600
        )
        self.join_number("needed", self.needed)
        self.join_number("within_s", self.within)
        needs = side_by_side(self.needed, self.within)
        self.form.add(_("Needs"), needs, needed=self.needed, within_s=self.within)
        self.rests = NumberField(
            _("Rests so many seconds after it fired"), unit="s", least=0, most=86_400
        )
        self.join_number("rests_s", self.rests)
        self.form.add(_("Then rests"), side_by_side(self.rests), "rests_s")

    def _make_then(self) -> None:
        theme = self._theme
        self.message = TextBox(
            _("Says"),
            theme=theme,
            most=500,
            height=56,
            placeholder=_("Nothing"),
            variables=lambda: offered(self.reading, where="rule"),
        )
        self.message.edited.connect(lambda text: self.set_values(message=text))
        self.form.add(_("Says"), self.message, "message")
        self.title = TextField(_("Title of the celebration"))
        self.title.edited.connect(lambda text: self.set_values(title=text.strip()))
        self.form.add(_("Title"), self.title, "title")
        self.video = NameField(
            _("Video of the celebration"),
            theme=theme,
            offered=self._videos,
            placeholder=_("None"),
        )
        self.video.edited.connect(lambda text: self.set_values(video=text.strip()))
        self.form.add(_("Video"), self.video, "video")
        self.places = Places(theme=theme, answers=False)
        self.places.chosen.connect(lambda where: self.set_values(platforms=where))
        self.form.add(_("Hears"), self.places, "platforms")

    @override
    def refresh(self, item: Item) -> None:
        one = self._one
        for field, text in (("name", one.name), ("title", one.title)):
            edit: TextField = getattr(self, field)
            if edit.text().strip() != text:
                edit.show_text(text)
        self.words.show_words(one.words)
        for field, control in (
            ("needed", self.needed),
            ("within_s", self.within),
            ("rests_s", self.rests),
        ):
            control.show_number(getattr(one, field), wrong_text(item, field))
        self.message.show_text(one.message)
        if self.video.edit.text().strip() != one.video:
            self.video.show_text(one.video)
        if self.reading is not None:
            self.places.show_pace(self.reading.view.pace)
        self.places.show_places(one.platforms)
        saved = item.saved if isinstance(item.saved, ThresholdDef) else one
        self.state.show_bot(one, threshold_view(saved, self.reading), self._media())

    def _media(self) -> Sequence[MediaItem]:
        return self.reading.media if self.reading else ()

    def _videos(self) -> list[str]:
        return [item.name for item in self._media() if item.kind == "video"]


def threshold_view(one: ThresholdDef, reading: Reading | None) -> ThresholdView | None:
    """Return how far a bot is, None while nothing is known of it."""
    views = reading.view.thresholds if reading else ()
    return next((view for view in views if view.name in {one.name, one.id}), None)


def _rest_words(one: ThresholdDef, view: ThresholdView | None) -> str:
    parts = [_("each viewer once")]
    if view is not None and view.rests_until is not None:
        parts.append(_("rests until {time}").format(time=clock_time(view.rests_until)))
    if view is not None and view.fired_at is not None:
        parts.append(_("last fired {time}").format(time=clock_time(view.fired_at)[:5]))
    if one.rests_s:
        parts.append(_("then rests {time}").format(time=seconds_words(one.rests_s)))
    return " · ".join(parts)


def _labels(text: str, values: dict[str, str]) -> list[QWidget]:
    """Return a text word by word, its values strong."""
    result: list[QWidget] = []
    for word in text.split():
        ink: Ink = "1" if word.startswith("{") else "2"
        weight = fonts.SEMIBOLD if ink == "1" else fonts.REGULAR
        result.append(label(word.format(**values), weight=weight, ink=ink))
    return result


def _level(line: Flow) -> QWidget:
    """Return a holder in which a line stands level with its caption."""
    inside = QWidget()
    inside.setLayout(line)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    inside.setSizePolicy(policy)
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 6, 0, 6)
    column.addWidget(inside)
    return holder


def _empty(line: Flow) -> None:
    while (item := line.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
