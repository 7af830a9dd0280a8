"""Makes or changes one interaction: a form made from its spec's own fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.errors import CompanionError
from companion.domain.show import specs
from companion.domain.show.specs import AnySpec, Kind, kind_of
from companion.domain.values import POINT
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.offered_line import OfferedLine
from companion.gui.components.text import label, paragraph
from companion.gui.components.toggle import Toggle
from companion.gui.show.spec_fields import SpecField, convert, fields_of
from companion.gui.show.table_field import TableField
from companion.gui.show.tables import Unreadable, columns_of, raw_of, rows_of
from companion.gui.show.words import kind_name
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.gui.theme.tokens import TEAM_COLOURS
from companion.i18n import _

WIDTH = 600
_WIDE = 680
"""Of a form with a table of many columns."""

_CAPTION = 152
_PATH = re.compile(r"\$\.(\w+)(?:\[(\d+|\.\.\.)\])?")
_NAMED = re.compile(r"(\w+):\s*(.+)", re.DOTALL)


def fresh_spec(kind: Kind) -> AnySpec:
    """Return what the form of a new one begins with; it cannot be kept as it is."""
    # Two empty options are to be filled in; a spec itself takes none.
    fresh: dict[Kind, Callable[[], AnySpec]] = {
        "poll": lambda: specs.PollSpec(question="", options=("", ""), seconds=60),
        "quiz": lambda: specs.QuizSpec(
            question="", options=("", "", "", ""), correct=(), seconds=30
        ),
        "word_cloud": lambda: specs.WordCloudSpec(title="", seconds=60),
        "rating": lambda: specs.RatingSpec(title="", seconds=60),
        "flag": lambda: specs.FlagSpec(title="", code=""),
        "giveaway": lambda: specs.GiveawaySpec(title=""),
        "wheel": lambda: specs.WheelSpec(title="", slots=("", "")),
        "prediction": lambda: specs.PredictionSpec(
            question="", options=("", ""), seconds=120
        ),
        "queue": lambda: specs.QueueSpec(title=""),
        "goal": lambda: specs.GoalSpec(title="", target=100),
        "timer": lambda: specs.TimerSpec(seconds=300),
        "card": specs.CardSpec,
        "teams": lambda: specs.TeamsSpec(
            title="",
            teams=(
                specs.Team(key="red", name=_("Red"), colour=TEAM_COLOURS[0]),
                specs.Team(key="blue", name=_("Blue"), colour=TEAM_COLOURS[1]),
            ),
        ),
    }
    return fresh[kind]()


class FieldRow(QWidget):
    """Caption, control, hint, and what is wrong right beneath.

    pictures: gives the names that can be picked where a picture is asked for.
    """

    def __init__(
        self,
        spec: AnySpec,
        field: SpecField,
        *,
        theme: Theme,
        pictures: Callable[[], Sequence[str]],
    ) -> None:
        super().__init__()
        self.field = field
        self._pictures = pictures
        self._spec = spec
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        words = label(field.caption, ink="2")
        words.setFixedWidth(_CAPTION)
        words.setWordWrap(True)
        words.setMinimumHeight(32)
        row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        self.control = self._make_control()
        words.setBuddy(self.control)
        column.addWidget(self._framed())
        if field.hint:
            column.addWidget(paragraph(field.hint, size=11, ink="3"))
        self._problem = QWidget()
        line = QHBoxLayout(self._problem)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(Glyph("warning-circle-fill", theme=theme, size=14, ink="bad"))
        self._words = paragraph("", size=12, ink="bad")
        line.addWidget(self._words, 1)
        self._problem.hide()
        column.addWidget(self._problem)
        row.addLayout(column, 1)
        self.setFocusProxy(self.control)

    @property
    def error(self) -> str:
        """Return what is said to be wrong, "" when nothing is."""
        return self._words.text()

    def set_error(self, text: str) -> None:
        """Say what is wrong, or that nothing is; what was typed stays."""
        self._words.setText(text)
        self._problem.setVisible(bool(text))
        control = self.control
        control.setAccessibleDescription(text)
        if isinstance(control, QLineEdit):
            control.setProperty("bad", bool(text))
            control.style().unpolish(control)
            control.style().polish(control)

    def _framed(self) -> QWidget:
        """Return the control with its unit, at the left of its line."""
        if isinstance(self.control, TableField | QPlainTextEdit):
            return self.control
        if isinstance(self.control, QLineEdit) and self.field.name == "picture":
            return OfferedLine(self.control, theme=self._theme, offered=self._pictures)
        if isinstance(self.control, QLineEdit) and self.field.control == "text":
            return self.control
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.control)
        if self.field.unit:
            row.addWidget(label(self.field.unit, ink="3"))
        row.addStretch(1)
        holder.setMinimumHeight(32)
        return holder

    def _make_control(self) -> QWidget:
        field, value = self.field, getattr(self._spec, self.field.name)
        match field.control:
            case "switch":
                return Toggle(theme=self._theme, name=field.caption, on=bool(value))
            case "choice":
                return DropDown(
                    field.choices,
                    theme=self._theme,
                    name=field.caption,
                    current=str(value),
                    height=32,
                )
            case "long":
                edit = QPlainTextEdit(str(value))
                edit.setProperty("well", True)
                edit.setFont(fonts.font(13))
                edit.setTabChangesFocus(True)
                edit.setFixedHeight(120)
                edit.setAccessibleName(field.caption)
                return edit
            case "table":
                return self._make_table()
            case _:
                return self._make_line(value)

    def _make_table(self) -> TableField:
        field = self.field
        table = TableField(
            field.caption,
            columns_of(self._spec, field.name),
            theme=self._theme,
            most=int(field.most or 20),
        )
        for row in rows_of(self._spec, field.name):
            table.add_row(row)
        return table

    def _make_line(self, value: object) -> QLineEdit:
        is_text = self.field.control == "text"
        edit = QLineEdit(str(value) if is_text else _shown(value, self.field))
        edit.setFont(fonts.font(13, tabular=not is_text))
        edit.setFixedHeight(32)
        edit.setAccessibleName(self.field.caption)
        if not is_text:
            edit.setFixedWidth(120)
        return edit

    def raw(self) -> dict[str, object]:
        """Return what is typed, as the spec takes it. Raises Unreadable."""
        field, control = self.field, self.control
        match control:
            case Toggle():
                return {field.name: control.isChecked()}
            case DropDown():
                return {field.name: self._choice(control.current)}
            case QPlainTextEdit():
                return {field.name: control.toPlainText().strip()}
            case TableField():
                return raw_of(self._spec, field.name, control.values())
            case QLineEdit():
                text = control.text().strip()
                value = text if field.control == "text" else _number(text, field)
                return {field.name: value}
        return {}

    def _choice(self, key: str) -> object:
        before = getattr(self._spec, self.field.name)
        return int(key) if isinstance(before, int) else key


def _shown(value: object, field: SpecField) -> str:
    if value is None:
        return ""
    if field.control == "points" and isinstance(value, int):
        return f"{value / POINT:g}"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _number(text: str, field: SpecField) -> int | float | None:
    if not text and field.may_be_empty:
        return None
    try:
        value = float(text.replace("\u202f", "").replace(" ", "").replace(",", "."))
    except ValueError:
        raise Unreadable(field.name, -1, field.accepts) from None
    low = value if field.least is None else field.least
    high = value if field.most is None else field.most
    if not low <= value <= high:
        raise Unreadable(field.name, -1, field.accepts)
    if field.control == "decimal":
        return value
    scaled = value * POINT if field.control == "points" else value
    if scaled != int(scaled):
        raise Unreadable(field.name, -1, field.accepts)
    return int(scaled)


class SpecEditor(Dialog):
    """keep: is given the editor when its fields hold, and calls accept when it is kept.

    Ctrl Enter keeps, from wherever one types.
    """

    def __init__(
        self,
        parent: QWidget,
        spec: AnySpec,
        *,
        theme: Theme,
        keep: Callable[[SpecEditor], object],
        is_new: bool,
    ) -> None:
        name = kind_name(kind_of(spec))
        title = _("New: {kind}") if is_new else _("Edit: {kind}")
        width = _WIDE if kind_of(spec) == "teams" else WIDTH
        super().__init__(
            parent, theme=theme, title=title.format(kind=name.lower()), width=width
        )
        self._spec = spec
        self._keep = keep
        self._made: AnySpec = spec
        self._pictures: Sequence[str] = ()
        self.rows: dict[str, FieldRow] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 8, 12, 8)
        column.setSpacing(12)
        for field in fields_of(spec):
            row = FieldRow(spec, field, theme=theme, pictures=lambda: self._pictures)
            self.rows[field.name] = row
            column.addWidget(row)
        column.addStretch(1)
        self.area = _Area(inside, width=width)
        self.body.addWidget(self.area)
        self._refusal = paragraph("", size=12, ink="bad")
        self._refusal.hide()
        self.body.addWidget(self._refusal)
        verb = _("Add to the run-sheet") if is_new else _("Keep")
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self.reject)
        self.act = Button(
            verb, theme=theme, look="primary", key="Ctrl+Enter", on_click=self.submit
        )
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        first = next(iter(self.rows.values()))
        first.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.set_room(parent.window().height() - 220)

    def offer_pictures(self, names: Sequence[str]) -> None:
        """Offer these where a picture is asked for."""
        self._pictures = names

    @property
    def refusal(self) -> str:
        """Return what is wrong with all of it, "" when nothing is."""
        return self._refusal.text()

    def spec(self) -> AnySpec:
        """Return what is to be kept; what holds since `submit`."""
        return self._made

    def submit(self) -> None:
        """Keep it when every field holds, else say what does not beside each."""
        for row in self.rows.values():
            row.set_error("")
        self._say("")
        raw = self._read()
        if raw is None:
            return
        try:
            self._made = convert({"kind": kind_of(self._spec), **raw}, self._spec)
        except msgspec.ValidationError as error:
            self._show_invalid(str(error))
            return
        self._keep(self)

    def _read(self) -> Mapping[str, object] | None:
        raw: dict[str, object] = {}
        wrong: dict[str, int] = {}
        for name, row in self.rows.items():
            try:
                raw.update(row.raw())
            except Unreadable as error:
                row.set_error(error.text)
                wrong[name] = max(0, error.row)
        if "correct" in raw and not raw["correct"]:
            self.rows["options"].set_error(_("Mark at least one option as correct."))
            wrong["options"] = 0
        wrong |= dict.fromkeys(self._too_short(raw), 0)
        if wrong:
            first = min(wrong, key=list(self.rows).index)
            self._go_to(first, wrong[first])
            return None
        return raw

    def _too_short(self, raw: Mapping[str, object]) -> list[str]:
        """Say of all texts and tables at once what is missing."""
        found = []
        for name, row in self.rows.items():
            value, field = raw.get(name), row.field
            if not isinstance(value, str | list) or row.error:
                continue
            least, most = field.least or 0, field.most or len(value)
            holes = isinstance(value, list) and "" in value
            if not least <= len(value) <= most or holes:
                row.set_error(field.accepts)
                found.append(name)
        return found

    def _show_invalid(self, text: str) -> None:
        found = _PATH.search(text)
        name = found.group(1) if found else ""
        name = {"correct": "options", "keywords": "options"}.get(name, name)
        row = self.rows.get(name)
        if row is None:
            self._say(text)
            return
        words = row.field.accepts or text.partition(" - at")[0]
        place = found.group(2) if found else None
        if place and place.isdigit():
            words = _("Line {n}: {why}").format(
                n=int(place) + 1, why=text.partition(" - at")[0]
            )
        row.set_error(words)
        self._go_to(name)

    def show_refusal(self, error: CompanionError) -> None:
        """Say what the engine does not take, beside the field that it names."""
        text = str(error)
        named = _NAMED.match(text)
        name = named.group(1) if named else ""
        name = {"correct": "options", "keywords": "options"}.get(name, name)
        if name == "weights" and name not in self.rows:
            name = "slots"
        row = self.rows.get(name)
        if row is None or named is None:
            self._say(text)
            return
        why = named.group(2)
        row.set_error(why[:1].upper() + why[1:])
        self._go_to(name)

    def _say(self, text: str) -> None:
        self._refusal.setText(text)
        self._refusal.setVisible(bool(text))

    def _go_to(self, name: str, line: int = 0) -> None:
        row = self.rows[name]
        control = row.control
        if isinstance(control, TableField):
            control.focus_row(line)
        else:
            control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(row, 0, 24)


class _Area(QScrollArea):
    """As high as the form, as far as the window has room for it."""

    def __init__(self, inside: QWidget, *, width: int) -> None:
        super().__init__()
        self._inside = inside
        self._width = width
        self._room = 480
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def set_room(self, pixels: int) -> None:
        """Be at most so high."""
        self._room = max(200, pixels)
        inside = self._inside
        layout = inside.layout()
        width = self._width - 44
        high = inside.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            high = layout.heightForWidth(width)
        inside.setMinimumHeight(high)
        self.setFixedHeight(min(high + 4, self._room))

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width - 32, self.height())
