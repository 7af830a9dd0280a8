"""The dialogs before a correction: reset one or everybody, award points."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from companion.domain.values import POINT, Points
from companion.gui.components.amounts import number, points
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.field import Field
from companion.gui.live.display_text import isolated
from companion.gui.live.figures import place
from companion.gui.theme.theme import Theme
from companion.i18n import _, ngettext

MOST: Final = 1_000_000
"""Whole points that one award can give or take."""


def reset_question(
    parent: QWidget,
    *,
    theme: Theme,
    name: str,
    current: Points,
    successor: tuple[str, int] | None,
    on_yes: Callable[[str], object],
) -> Question:
    """Return the question before one Viewer's reset.

    successor: who takes which rank when the Viewer's points are gone. on_yes gets the
    reason.
    """
    parts = [_("{n} points move to “used”.").format(n=points(current))]
    if successor is not None:
        heir, rank = successor
        becomes = _("{name} becomes {place}.")
        parts.append(becomes.format(name=isolated(heir), place=place(rank)))
    parts.append(
        _(
            "Gifts and chat history stay. You can undo this from the viewer’s card at "
            "any time."
        )
    )
    return Question(
        parent,
        theme=theme,
        title=_("Reset {name} to 0 points?").format(name=isolated(name)),
        consequence=" ".join(parts),
        verb=_("Reset"),
        safe=_("Keep points"),
        reason=_("Reason, shown in the audit log (optional)"),
        on_yes=on_yes,
    )


def reset_all_question(
    parent: QWidget, *, theme: Theme, viewers: int, on_yes: Callable[[str], object]
) -> Question:
    """Return the question before everybody's reset."""
    whose = ngettext(
        "The points of {n} viewer move to “used”.",
        "The points of {n} viewers move to “used”.",
        viewers,
    ).format(n=number(viewers))
    stays = _("Gifts and chat history stay. You can undo this.")
    return Question(
        parent,
        theme=theme,
        title=_("Reset everybody to 0 points?"),
        consequence=f"{whose} {stays}",
        verb=_("Reset everybody"),
        safe=_("Keep points"),
        reason=_("Reason, shown in the audit log (optional)"),
        on_yes=on_yes,
    )


class AwardDialog(Dialog):
    """Asks how many points; Enter awards them. on_yes gets points and reason."""

    def __init__(
        self,
        parent: QWidget,
        *,
        theme: Theme,
        name: str,
        on_yes: Callable[[Points, str], object],
    ) -> None:
        title = _("Award points to {name}").format(name=isolated(name))
        super().__init__(parent, theme=theme, title=title)
        self._on_yes = on_yes
        self.amount = Field(
            _("Points, negative to take some away"),
            theme=theme,
            on_edit=lambda _text: self._check(),
            on_enter=self._award,
        )
        self.reason = Field(
            _("Reason, shown in the audit log (optional)"),
            theme=theme,
            on_enter=self._award,
        )
        self.cancel = Button(_("Cancel"), theme=theme, on_click=self.reject)
        self.act = Button(_("Award"), theme=theme, look="primary", on_click=self._award)
        self.body.addWidget(self.amount)
        self.body.addWidget(self.reason)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.act)
        self.act.setEnabled(False)
        self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def _check(self) -> None:
        text = self.amount.text
        is_accepted = parse_points(text) is not None
        is_begun = text in {"", "-", "−", "+"}
        self.amount.set_error("" if is_accepted or is_begun else _accepted())
        self.act.setEnabled(is_accepted)

    def _award(self) -> None:
        amount = parse_points(self.amount.text)
        if amount is None:
            self.amount.set_error(_accepted())
            return
        self.accept()
        self._on_yes(amount, self.reason.text)


def _accepted() -> str:
    return _("A number from −{most} to {most}, not 0").format(most=number(MOST))


def parse_points(text: str) -> Points | None:
    """Return typed points in thousandths, or None when they are not accepted.

    Thousands may stand apart by spaces, decimals after a point or a comma.
    """
    plain = "".join(text.split()).replace("−", "-").replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < abs(amount) <= MOST:
        return None
    thousandths = amount * POINT
    whole = int(thousandths)
    return whole if whole == thousandths else None
