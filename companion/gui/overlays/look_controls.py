"""The controls that know more than one setting: colours, theme, whose events, waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from companion.domain.values import Platform
from companion.gui.components.amounts import decimal
from companion.gui.components.button import Button, icon_button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.swatch import Swatch, pick_colour
from companion.gui.components.text import label, paragraph, set_ink
from companion.gui.overlays.controls import SettingControl
from companion.gui.overlays.form_fields import THEME_COLOURS, FormField
from companion.gui.theme.theme import Theme
from companion.i18n import _
from companion.platform_names import platform_name
from overlays.look import OverlaySettings, contrast
from overlays.themes import READABLE

APPROVAL = "approval"
"""Key of the wait that a person ends."""

_SECONDS = (0, 5, 10, 15, 20, 30)

_PLATFORMS = {"tiktok": "TikTok", "twitch": "Twitch", "youtube": "YouTube"}
_ROOM = "room"


def wait_names(others: Collection[int] = ()) -> dict[str, str]:
    """Return what messages can wait for, by key: seconds, or a person.

    others: seconds that the file says and the menu does not offer.
    """
    names = {}
    for seconds in sorted({*_SECONDS, *others}):
        waits = _("Waits {n} s").format(n=seconds)
        names[str(seconds)] = waits if seconds else _("Does not wait")
    return {**names, APPROVAL: _("Waits for your OK")}


def colour_title(name: str) -> str:
    """Return what one of the themes' colours is for."""
    return {
        "accent": _("First place and support"),
        "slab": _("Behind text"),
        "ink": _("Names and numbers"),
        "mute": _("Lesser text"),
        "on_accent": _("Text on the first place"),
        "moved": _("What has just moved"),
    }[name]


class WaitsControl(SettingControl):
    """How long what viewers write waits; chosen tells delay_s and approval at once."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self.waits = DropDown(wait_names(), theme=theme, name=field.title, height=32)
        self.waits.setAccessibleDescription(field.hint)
        self.waits.setToolTip(field.hint)
        self.waits.chosen.connect(self._on_chosen)
        self.row.addWidget(self.waits)
        self.row.addStretch(1)

    @override
    def show_value(self, value: object) -> None:
        settings = value
        if not isinstance(settings, OverlaySettings):
            return
        key = APPROVAL if settings.approval else str(settings.delay_s)
        names = wait_names(() if settings.approval else (settings.delay_s,))
        if self.waits.keys != list(names):
            self.waits.set_choices(names)
        self.waits.set_current(key)

    def _on_chosen(self, key: str) -> None:
        if key == APPROVAL:
            self.chosen.emit({"delay_s": None, "approval": True})
        else:
            self.chosen.emit({"delay_s": int(key), "approval": None})


class ColoursControl(SettingControl):
    """The colours of the look, with the contrast that is measured of them."""

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.row.setSpacing(6)
        self.swatches = {
            name: Swatch(
                colour_title(name), theme=theme, on_click=partial(self._pick, name)
            )
            for name in THEME_COLOURS
        }
        for swatch in self.swatches.values():
            self.row.addWidget(swatch)
        self.row.addSpacing(2)
        self._glyph = Glyph("check-bold", theme=theme, size=12, ink="ok")
        self.ratio = label(size=12, tabular=True)
        self.row.addWidget(self._glyph)
        self.row.addWidget(self.ratio)
        self.row.addStretch(1)
        self.clear = icon_button(
            "arrow-counter-clockwise",
            _("Take the theme’s colours"),
            theme=theme,
            on_click=lambda: self.chosen.emit(dict.fromkeys(THEME_COLOURS)),
        )
        self.row.addWidget(self.clear)

    @override
    def show_value(self, value: object) -> None:
        if not isinstance(value, OverlaySettings):
            return
        for name, swatch in self.swatches.items():
            is_own = getattr(value, name) is not None
            swatch.set_colour(value.colour(name), is_own=is_own)
        self.clear.setVisible(any(one.is_own for one in self.swatches.values()))
        ratio = contrast(value.colour("ink"), value.colour("slab"))
        good = ratio >= READABLE
        ink = "ok" if good else "bad"
        text = _("{ratio} : 1").format(ratio=decimal(ratio, 1))
        self.ratio.setText(text)
        set_ink(self.ratio, "ok" if good else "bad")
        self.ratio.setToolTip(_("Contrast of names with what is behind them"))
        self.ratio.setAccessibleName(_("Contrast {ratio}").format(ratio=text))
        self._glyph.set_icon("check-bold" if good else "warning-fill", ink)

    def _pick(self, name: str) -> None:
        swatch = self.swatches[name]
        before = swatch.colour if swatch.is_own else None

        def done(colour: str) -> None:
            # A dialog that is left without an answer leaves the theme's colour.
            same = before is None and colour == swatch.colour
            self.chosen.emit({name: None if same else colour})

        pick_colour(
            self,
            QColor(swatch.colour),
            title=colour_title(name),
            moved=lambda colour: self.moved.emit({name: colour}),
            done=done,
        )


class ThemeControl(SettingControl):
    """Ten themes, and the files that carry a look elsewhere."""

    export_asked = Signal()
    import_asked = Signal()

    def __init__(self, field: FormField, *, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.themes = DropDown(field.choices, theme=theme, name=field.title, height=32)
        self.themes.chosen.connect(self.chosen.emit)
        self.row.addWidget(self.themes)
        self.row.addStretch(1)
        self.files = Button(
            _("Export…"),
            theme=theme,
            look="ghost",
            trailing_icon="caret-down-bold",
            name=_("Export or import a look"),
            on_click=self._open,
        )
        self.row.addWidget(self.files)

    @override
    def show_value(self, value: object) -> None:
        self.themes.set_current(str(value))

    def items(self) -> list[MenuItem]:
        """Return what can be done with files."""
        return [
            MenuItem(
                text=_("Export this look…"),
                icon="export",
                on_pick=self.export_asked.emit,
            ),
            MenuItem(
                text=_("Import a look…"),
                icon="download-simple",
                on_pick=self.import_asked.emit,
            ),
        ]

    def _open(self) -> None:
        below = self.files.mapToGlobal(QPoint(0, self.files.height() + 4))
        menu(self.window(), self.items(), theme=self._theme).popup(below)


class ConnectionsControl(SettingControl):
    """Whose events show: all, one platform, or some channels.

    targets: returns the channels that are connected now.
    """

    def __init__(
        self,
        field: FormField,
        *,
        theme: Theme,
        targets: Callable[[], Sequence[str]],
    ) -> None:
        super().__init__(field)
        self._theme = theme
        self._targets = targets
        self._current: tuple[str, ...] = ()
        column = QVBoxLayout()
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(6)
        self.presets = Segmented(
            [
                Choice(key="", name=_("All")),
                *(Choice(key=key, name=name) for key, name in _PLATFORMS.items()),
            ],
            theme=theme,
            name=field.title,
        )
        self.presets.chosen.connect(self._on_preset)
        self.several = Button(
            _("Channels…"),
            theme=theme,
            look="ghost",
            height=24,
            trailing_icon="caret-down-bold",
            on_click=self._open,
        )
        column.addWidget(self.presets, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.several, 0, Qt.AlignmentFlag.AlignLeft)
        self.note = paragraph("", size=12, ink="3")
        column.addWidget(self.note)
        self.row.addLayout(column, 1)

    @override
    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        self._current = tuple(map(str, chosen))
        one = self._current[0] if len(self._current) == 1 else ""
        is_preset = not self._current or one in _PLATFORMS
        self.presets.set_current(one if is_preset else "")
        if is_preset:
            self.several.setText(_("Channels…"))
        else:
            self.several.setText(", ".join(map(_spelled, self._current)))
        self.several.updateGeometry()
        self.note.setText(_note(self._current))

    def items(self) -> list[MenuItem]:
        """Return one line for each platform and channel, ticked when it shows."""
        names = [*_PLATFORMS, _ROOM, *self._targets(), *self._current]
        lines = [
            MenuItem(
                text=_spelled(name),
                checked=name in self._current,
                on_pick=partial(self._toggle, name),
            )
            for name in dict.fromkeys(names)
        ]
        everybody = MenuItem(
            text=_("All"),
            checked=not self._current,
            on_pick=lambda: self.chosen.emit(()),
        )
        return [everybody, SEPARATOR, *lines]

    def _open(self) -> None:
        below = self.several.mapToGlobal(QPoint(0, self.several.height() + 4))
        menu(self.window(), self.items(), theme=self._theme).popup(below)

    def _on_preset(self, key: str) -> None:
        self.chosen.emit((key,) if key else ())

    def _toggle(self, name: str) -> None:
        current = list(self._current)
        if name in current:
            current.remove(name)
        else:
            current.append(name)
        self.chosen.emit(tuple(current))


def _note(connections: Sequence[str]) -> str:
    """Return what the platforms' rules say of a choice."""
    platforms = {name.partition(":")[0] for name in connections}
    if platforms and len(platforms) == 1:
        return _("Nothing of other platforms shows: right for each platform’s rules.")
    return _(
        "Twitch asks for other platforms’ chat not to be merged on stream. Who streams "
        "to Twitch alone, or shows no chat, need not care."
    )


def _spelled(name: str) -> str:
    """Return a platform's name as people write it; a channel is its own name."""
    return platform_name(Platform.ROOM) if name == _ROOM else _PLATFORMS.get(name, name)
