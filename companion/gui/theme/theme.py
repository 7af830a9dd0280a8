"""The look in force: which tokens, how much motion; and making Qt wear it."""

from __future__ import annotations

from importlib import resources
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from companion.gui.theme import fonts
from companion.gui.theme.tokens import DARK, LIGHT, Tokens

ThemeMode = Literal["dark", "light", "system"]


class Theme(QObject):
    """What every widget asks for its colours.

    tokens: the colours now. changed: they are others now; widgets that paint
    themselves update on it. scale: how much larger than 100 % Qt draws everything
    (1.0 to 2.0); all sizes in the code are pixels at 100 %, Qt multiplies.
    reduced_motion: nothing moves.
    """

    changed = Signal()

    def __init__(
        self,
        mode: ThemeMode = "dark",
        *,
        scale: float = 1.0,
        reduced_motion: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.scale = scale
        self.reduced_motion = reduced_motion
        self._mode: ThemeMode = mode
        self._tokens = self._choose()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> ThemeMode:
        """Return what the person chose."""
        return self._mode

    @property
    def tokens(self) -> Tokens:
        """Return the colours in force."""
        return self._tokens

    def set_mode(self, mode: ThemeMode) -> None:
        """Choose dark, light, or what the system says."""
        self._mode = mode
        self._refresh()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Switch motion off or on."""
        self.reduced_motion = reduced

    def duration(self, milliseconds: int) -> int:
        """Return how long a movement may take now: 0 with reduced motion."""
        return 0 if self.reduced_motion else milliseconds

    def colour(self, token: str) -> QColor:
        """Return a token by its name ("bg1", "accent_text") for painting."""
        return QColor(str(getattr(self._tokens, token)))

    def _choose(self) -> Tokens:
        if self._mode == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme == Qt.ColorScheme.Light else DARK
        return LIGHT if self._mode == "light" else DARK

    def _on_system_changed(self) -> None:
        if self._mode == "system":
            self._refresh()

    def _refresh(self) -> None:
        tokens = self._choose()
        if tokens is not self._tokens:
            self._tokens = tokens
            self.changed.emit()


def stylesheet(tokens: Tokens) -> str:
    """Return the QSS template with the tokens filled in."""
    file = resources.files("resources") / "qss" / "window.qss"
    values = {
        name: str(getattr(tokens, name)) for name in type(tokens).__dataclass_fields__
    }
    return Template(file.read_text("utf-8")).substitute(values)


def palette(tokens: Tokens) -> QPalette:
    """Return what Qt's own painting uses where no rule of ours applies."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, colour in (
        (roles.Window, tokens.bg1),
        (roles.Base, tokens.bg1),
        (roles.AlternateBase, tokens.bg2),
        (roles.Button, tokens.bg3),
        (roles.Text, tokens.t1),
        (roles.WindowText, tokens.t1),
        (roles.ButtonText, tokens.t1),
        (roles.PlaceholderText, tokens.t3),
        (roles.ToolTipBase, tokens.bg4),
        (roles.ToolTipText, tokens.t1),
        (roles.Highlight, tokens.cyan_wash),
        (roles.HighlightedText, tokens.t1),
        (roles.Link, tokens.cyan_text),
    ):
        result.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.t3))
    return result


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the application, now and whenever the theme changes."""
    fonts.load()
    app.setStyle("Fusion")
    app.setFont(fonts.font(13))

    def dress() -> None:
        app.setPalette(palette(theme.tokens))
        app.setStyleSheet(stylesheet(theme.tokens))

    theme.changed.connect(dress)
    dress()
