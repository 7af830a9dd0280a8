"""Controls of the editors: each shows a value, and tells when a person changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from companion.domain.show.specs import Who
from companion.domain.show.views import PaceView
from companion.domain.values import Platform
from companion.gui.bots.words import REPLY_ORDER, role_of, who_choices
from companion.gui.components.amounts import number
from companion.gui.components.button import icon_button
from companion.gui.components.field import Glyph
from companion.gui.components.flow import Flow
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.offered_line import OfferedLine
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.text import Ink, label
from companion.gui.components.toggle import Toggle
from companion.gui.theme import fonts
from companion.gui.theme.icons import platform_icon
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name

SEPARATORS = ",;\n"
"""Between words in a field of several."""


class TextField(QLineEdit):
    """One line. lead: grey words inside, before what is typed. edited: the new text."""

    edited = Signal(str)

    def __init__(self, name: str, *, placeholder: str = "", lead: str = "") -> None:
        super().__init__()
        self.setFont(fonts.font(13))
        self.setFixedHeight(32)
        self.setMinimumWidth(48)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self.edited.emit)
        if lead:
            words = _inner(self, lead, left=True)
            self.setTextMargins(words + 4, 0, 0, 0)

    def show_text(self, text: str) -> None:
        """Show what nobody typed here; what is being typed stays where it is."""
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)


class WordsField(TextField):
    """Several words with commas between them."""

    words_edited = Signal(tuple)

    def __init__(
        self,
        name: str,
        *,
        placeholder: str = "",
        lead: str = "",
        prefix: str = "",
    ) -> None:
        super().__init__(name, placeholder=placeholder, lead=lead)
        self._prefix = prefix
        self.edited.connect(lambda text: self.words_edited.emit(self.split(text)))

    def set_prefix(self, prefix: str) -> None:
        """Write words with another one before each."""
        if prefix != self._prefix:
            words = self.split(self.text())
            self._prefix = prefix
            self.show_text(", ".join(prefix + one for one in words))

    def split(self, text: str) -> tuple[str, ...]:
        """Return the words of a text, each once, without the prefix."""
        for separator in SEPARATORS:
            text = text.replace(separator, ",")
        words = (one.strip().removeprefix(self._prefix) for one in text.split(","))
        return tuple(dict.fromkeys(one for one in words if one))

    def show_words(self, words: Sequence[str]) -> None:
        """Show words; a text that means the same stays as it was typed."""
        if self.split(self.text()) != tuple(words):
            self.show_text(", ".join(self._prefix + one for one in words))


class NumberField(QLineEdit):
    """A number with its unit inside. changed: it is another number now.

    wrong: what is typed is no number within the bounds; None: it is one again.
    """

    changed = Signal(object)
    wrong = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        unit: str = "",
        least: float,
        most: float,
        is_whole: bool = True,
        width: int = 96,
    ) -> None:
        super().__init__()
        self._least, self._most, self._is_whole = least, most, is_whole
        self._value: float | None = None
        self.setFont(fonts.font(13, tabular=True))
        self.setFixedSize(width, 32)
        self.setAccessibleName(name)
        self.setToolTip(name)
        if unit:
            self.setAccessibleDescription(unit)
            self.setTextMargins(0, 0, _inner(self, unit, left=False), 0)
        self.textEdited.connect(self._on_typed)

    @property
    def accepts(self) -> str:
        """Return what may be typed, as a sentence."""
        text = _("A whole number") if self._is_whole else _("A number")
        least, most = number(int(self._least)), number(int(self._most))
        return _("{kind}, {least} to {most}.").format(kind=text, least=least, most=most)

    def show_number(self, value: float, typed: str | None = None) -> None:
        """Show a number, or a text that was typed in its place."""
        self._value = value
        if typed is not None:
            self._put(typed)
        elif self._parsed(self.text()) != value:
            self._put(f"{value:.10g}")

    def _put(self, text: str) -> None:
        if self.text() != text:
            self.setText(text)

    def _parsed(self, text: str) -> float | None:
        plain = text.strip().replace("\u202f", "").replace(" ", "").replace(",", ".")
        try:
            value = float(plain)
        except ValueError:
            return None
        if not self._least <= value <= self._most:
            return None
        if self._is_whole:
            return int(value) if value == int(value) else None
        return value

    def _on_typed(self, text: str) -> None:
        value = self._parsed(text)
        if value is None:
            self.wrong.emit(text)
            return
        self.wrong.emit(None)
        self._value = value
        self.changed.emit(value)


class WhoChoice(QWidget):
    """The least that a Viewer must be: the usual four side by side, all in a menu."""

    chosen = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.current: Who = "everyone"
        self._usual = Segmented(
            [
                Choice(key="everyone", name=_("Everyone")),
                Choice(key="follower", name=_("Follower")),
                Choice(key="subscriber", name=_("Sub")),
                Choice(key="moderator", name=_("Mod")),
            ],
            theme=theme,
            name=_("Who may"),
        )
        self._usual.chosen.connect(self._pick)
        self.more = icon_button(
            "dots-three-bold", _("Who else may"), theme=theme, on_click=self._open
        )
        line = Flow(gap=4, parent=self)
        line.addWidget(self._usual)
        line.addWidget(self.more)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self._usual)

    def show_who(self, who: Who) -> None:
        """Show a role."""
        self.current = who
        if who in self._usual.keys:
            self._usual.set_current(who)
            self.more.setText("")
        else:
            self._usual.clear()
            self.more.setText(who_choices()[who])
        self.more.updateGeometry()

    def _open(self) -> None:
        items = [
            MenuItem(
                text=text, checked=key == self.current, on_pick=partial(self._pick, key)
            )
            for key, text in who_choices().items()
        ]
        popup = menu(self.window(), items, theme=self._theme)
        popup.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    def _pick(self, key: str) -> None:
        who = role_of(key)
        if who != self.current:
            self.show_who(who)
            self.chosen.emit(who)


class Places(QWidget):
    """On which platforms; () means all of them.

    answers: it writes there, so platforms that take nothing are off and say why. What
    only listens does so everywhere.
    The last one that is on stays on: what is to do nothing is switched off itself.
    """

    chosen = Signal(tuple)

    def __init__(self, *, theme: Theme, answers: bool) -> None:
        super().__init__()
        self._answers = answers
        self._shut: dict[Platform, str] = {}
        self._on: tuple[Platform, ...] = ()
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        line = Flow(gap=12)
        frame.addLayout(line)
        self.toggles: dict[Platform, Toggle] = {}
        self.notes: dict[Platform, QWidget] = {}
        self._glyphs: dict[Platform, Glyph] = {}
        for platform in REPLY_ORDER:
            name = platform_name(platform)
            toggle = Toggle(theme=theme, name=name, on_change=self._on_toggled)
            glyph = Glyph(
                platform_icon(platform), theme=theme, size=14, ink=platform.value
            )
            note = label(_("read-only"), size=12, ink="3")
            note.hide()
            self.toggles[platform], self.notes[platform] = toggle, note
            self._glyphs[platform] = glyph
            line.addWidget(_together(toggle, glyph, note))
        self.setFocusProxy(self.toggles[Platform.TWITCH])

    def show_pace(self, pace: Sequence[PaceView]) -> None:
        """Say which platforms take nothing from programs."""
        shut = {one.platform: one.why for one in pace if one.why}
        if shut != self._shut:
            self._shut = shut
            self._refresh()

    def show_places(self, platforms: Sequence[Platform]) -> None:
        """Show where it is."""
        self._on = tuple(platforms)
        self._refresh()

    def _refresh(self) -> None:
        for platform, toggle in self.toggles.items():
            why = self._shut.get(platform, "") if self._answers else ""
            is_shut = bool(why)
            toggle.show_on((not self._on or platform in self._on) and not is_shut)
            toggle.setEnabled(not is_shut)
            toggle.setToolTip(why or platform_name(platform))
            toggle.setAccessibleDescription(why)
            ink = "t3" if is_shut else platform.value
            self._glyphs[platform].set_icon(platform_icon(platform), ink)
            self.notes[platform].setVisible(is_shut)
            self.notes[platform].setToolTip(why)
        self.updateGeometry()

    def _on_toggled(self, _on: bool) -> None:
        on = [one for one, toggle in self.toggles.items() if toggle.isChecked()]
        able = [one for one, toggle in self.toggles.items() if toggle.isEnabled()]
        if not on:
            self._refresh()
            return
        self._on = () if on == able else tuple(on)
        self.chosen.emit(self._on)


class NameField(OfferedLine):
    """A name to be typed, or picked from those that there are."""

    edited = Signal(str)

    def __init__(
        self,
        name: str,
        *,
        theme: Theme,
        offered: Callable[[], Sequence[str]],
        placeholder: str = "",
    ) -> None:
        self.edit = TextField(name, placeholder=placeholder)
        super().__init__(self.edit, theme=theme, offered=offered)
        self.edit.edited.connect(self.edited.emit)
        self.picked.connect(self.edited.emit)

    def show_text(self, text: str) -> None:
        """Show a name."""
        self.edit.show_text(text)


class Switch(QWidget):
    """A toggle and the words for it, side by side."""

    def __init__(
        self,
        words: str,
        *,
        theme: Theme,
        on_change: Callable[[bool], object],
        ink: Ink = "2",
    ) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.toggle = Toggle(theme=theme, name=words, on_change=on_change)
        self.words = label(words, size=12, ink=ink)
        self.words.setWordWrap(True)
        line.addWidget(self.toggle)
        line.addWidget(self.words, 1)
        self.setMinimumHeight(32)
        self.setFocusProxy(self.toggle)


def _together(*parts: QWidget) -> QWidget:
    """Return parts that no end of a line comes between."""
    holder = QWidget()
    holder.setMinimumHeight(32)
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder


def _inner(edit: QLineEdit, text: str, *, left: bool) -> int:
    """Put grey words inside a field; returns how wide they are, in pixels."""
    words = label(text, ink="3")
    words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    line = QHBoxLayout(edit)
    line.setContentsMargins(10, 0, 10, 0)
    if not left:
        line.addStretch(1)
    line.addWidget(words)
    if left:
        line.addStretch(1)
    return words.sizeHint().width()


def side_by_side(*parts: QWidget, stretch: bool = False) -> QWidget:
    """Return parts in a line; stretch: they share its width."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part, 1 if stretch else 0)
    if not stretch:
        line.addStretch(1)
    holder.setFocusProxy(parts[0])
    return holder
