"""The day's arithmetic in one line, for the pill of a connection."""

from __future__ import annotations

from companion.i18n import _
from companion.platforms.youtube.quota import QuotaView

_HOUR_S = 3_600


def budget_line(view: QuotaView, *, is_polling: bool) -> str:
    """Return what is spent, what is left, how long it lasts, and how often we ask."""
    numbers = {"spent": f"{view.spent:,}", "all": f"{view.units_per_day:,}"}
    parts = [_("{spent} of {all} units today").format(**numbers)]
    if not view.left:
        parts.append(_("none left until midnight in California"))
    elif view.per_hour:
        pace = _("{n} an hour").format(n=f"{view.per_hour:,}")
        parts.append(pace)
        parts.append(
            _("enough until the reset")
            if view.lasts_s is None
            else _("enough for {n} h").format(n=f"{view.lasts_s / _HOUR_S:.1f}")
        )
    if is_polling and view.chat_every_s is not None:
        every = _("asked every {n} s").format(n=round(view.chat_every_s))
        parts.append(every)
    return " · ".join(parts)
