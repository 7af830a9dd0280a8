"""Overlays: every browser source there is, its masked link, and a test for each."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout
from typing_extensions import override

from companion.domain.errors import SettingsError
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.text import ElidedLabel, label, paragraph
from companion.gui.components.toast import Notice
from companion.gui.pages.page import Page
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.catalogue import CATALOGUE
from overlays.overlay import Overlay

MASK = "••••••"
APPROVAL = "approval"
"""Key of the wait that a person ends."""

_SECONDS = (0, 5, 10, 15, 20, 30)
_ICONS = {"leaderboard": "list-numbers", "question": "question", "chat": "chat-text"}


def masked(link: str) -> str:
    """Return a link that can be shown on stream: its token is not in it."""
    parts = urlsplit(link)
    steps = parts.path.split("/")
    if len(steps) > 2 and steps[1] == "o":
        steps[2] = MASK
    return urlunsplit((parts.scheme, parts.netloc, "/".join(steps), "", ""))


def wait_names(others: Collection[int] = ()) -> dict[str, str]:
    """Return what messages can wait for, by key: seconds, or a person.

    others: seconds that the file says and the menu does not offer.
    """
    names = {}
    for seconds in sorted({*_SECONDS, *others}):
        waits = _("Waits {n} s").format(n=seconds)
        names[str(seconds)] = waits if seconds else _("Does not wait")
    return {**names, APPROVAL: _("Waits for your OK")}


class OverlayRow(QFrame):
    """One overlay: what viewers see, its link, and what can be done with it."""

    def __init__(
        self,
        overlay: Overlay[Any],
        *,
        theme: Theme,
        on_copy: Callable[[], object],
        on_test: Callable[[], object],
        on_wait: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self.setAccessibleName(overlay.title())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(12)
        icon = _ICONS.get(overlay.name, "monitor")
        row.addWidget(Glyph(icon, theme=theme, size=20, ink="t2"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(overlay.title(), weight=fonts.SEMIBOLD))
        words.addWidget(ElidedLabel(overlay.description(), size=12, ink="2"))
        self._link = ElidedLabel(size=12, ink="3")
        words.addWidget(self._link)
        row.addLayout(words, 1)
        size = _("{width} × {height}").format(
            width=overlay.width, height=overlay.height
        )
        row.addWidget(label(size, size=12, ink="3", tabular=True))
        title = overlay.title()
        self.waits = DropDown(
            wait_names(),
            theme=theme,
            name=_("What viewers write waits on {overlay}").format(overlay=title),
            height=32,
        )
        self.waits.chosen.connect(on_wait)
        row.addWidget(self.waits)
        self.test = Button(
            _("Test"),
            theme=theme,
            name=_("Test {overlay}").format(overlay=title),
            tip=_("Shows an example on the overlay for a few seconds; nothing counts"),
            on_click=on_test,
        )
        self.copy = Button(
            _("Copy link"),
            theme=theme,
            icon="copy",
            name=_("Copy the link of {overlay}").format(overlay=title),
            on_click=on_copy,
        )
        row.addWidget(self.test)
        row.addWidget(self.copy)

    @property
    def link_shown(self) -> str:
        """Return the link as it stands on screen."""
        return self._link.text()

    def show_waits(self, seconds: int, *, for_approval: bool) -> None:
        """Show what messages wait for before they are on this overlay."""
        key = APPROVAL if for_approval else str(seconds)
        names = wait_names(() if for_approval else (seconds,))
        if self.waits.keys != list(names):
            self.waits.set_choices(names)
        self.waits.set_current(key)

    def show_link(self, link: str) -> None:
        """Show the link without its token; "" while the server is off."""
        self._link.setText(masked(link) if link else _("The overlay server is off."))
        self.copy.setEnabled(bool(link))
        self.test.setEnabled(bool(link))


class OverlaysPage(Page):
    """Links are masked: this page may be on stream.

    say: shows a toast. test: shows an overlay's example, by the overlay's name. What
    messages wait for is saved, and in force, at once.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        preferences: Preferences,
        theme: Theme,
        say: Callable[[Notice], object],
        test: Callable[[str], object],
    ) -> None:
        super().__init__(_("Overlays"))
        self._watch = watch
        self._say = say
        self._preferences = preferences
        text = _(
            "In OBS add a Browser source, paste the link, and give it the size below. "
            "Companion cannot see yet whether OBS shows it: press Test and look."
        )
        self.body.addWidget(paragraph(text, ink="2"))
        waiting = _(
            "Each overlay can wait some seconds, so that what is taken back meanwhile "
            "never shows, or wait until you allow a message under Moderation, Held."
        )
        self.body.addWidget(paragraph(waiting, size=12, ink="3"))
        self.rows = {
            overlay.name: OverlayRow(
                overlay,
                theme=theme,
                on_copy=partial(self._copy, overlay.name, overlay.title()),
                on_test=partial(test, overlay.name),
                on_wait=partial(self._wait, overlay.name, overlay.title()),
            )
            for overlay in CATALOGUE
        }
        self._off = Banner(
            _("Overlay server off"),
            _("Everything is recorded; overlays show nothing until it runs."),
            theme=theme,
            icon="link-break",
        )
        self.body.addWidget(self._off)
        for row in self.rows.values():
            self.body.addWidget(row)
        self.body.addStretch(1)
        watch.links_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show links and settings as they are now."""
        links = self._watch.links
        self._off.setVisible(not links)
        for name, row in self.rows.items():
            row.show_link(links.get(name, ""))
            own = self._preferences.current.overlays.get(name, {})
            row.show_waits(
                int(own.get("delay_s", 0)), for_approval=bool(own.get("approval"))
            )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _wait(self, name: str, title: str, key: str) -> None:
        """Have messages wait on one overlay; what is the default leaves the file."""
        seconds = 0 if key == APPROVAL else int(key)
        try:
            self._preferences.change(
                {
                    f"overlays.{name}.delay_s": seconds or None,
                    f"overlays.{name}.approval": True if key == APPROVAL else None,
                }
            )
        except SettingsError as error:
            self._say(Notice(text=_("Not changed"), detail=str(error), kind="bad"))
        else:
            text = _("{overlay}: {waits}")
            waits = wait_names((seconds,))[key]
            self._say(Notice(text=text.format(overlay=title, waits=waits)))
        self.refresh()

    def _copy(self, name: str, title: str) -> None:
        QGuiApplication.clipboard().setText(self._watch.links.get(name, ""))
        self._say(
            Notice(
                text=_("Link of {overlay} copied").format(overlay=title),
                detail=_("Whoever has the link sees the overlay. Do not show it."),
            )
        )
