"""What has just happened: gifts, cheers, Super Chats, subscriptions, follows, raids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from companion.domain.moments import Moment
from companion.domain.views import StreamView
from companion.i18n import _
from overlays.alerts.schedule import (
    LOOKBACK_US,
    Alert,
    people_of,
    schedule,
)
from overlays.alerts.settings import AlertsSettings
from overlays.deeds import deed_words, person, unit_of
from overlays.overlay import Overlay, State

_AT_FIRST: Final = 50
"""Moments that are asked for at first; most evenings need no more."""

_ENTRIES: Final = 50
"""Numbers of entries by which a page knows what was taken off."""

_FACES: Final = 5


class Alerts(Overlay[AlertsSettings]):
    """One large alert at a time, and at most three small ones."""

    kind = "alerts"
    width = 992
    height = 600
    settings_type = AlertsSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Alerts")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Gifts, subscriptions, follows and raids as they happen")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            "more": _("+{n}"),
            **deed_words(),
        }

    def project(self, view: StreamView, settings: AlertsSettings) -> State:
        """Return `{"main": {…} or null, "rows": […], "next_at"}`.

        begins, ends: microseconds since 1970. others: how many more people it tells
        of. unit: of worth. mixed: gifts of several kinds, whose worth adds up.
        """
        shown = schedule(_recent(view), view.now, settings)
        rows = [_state(one, settings) for one in shown.rows]
        return {
            "main": None if shown.main is None else _state(shown.main, settings),
            "rows": rows if settings.rows == "below" else rows[::-1],
            "next_at": shown.next_at,
        }


def _recent(view: StreamView) -> Sequence[Moment]:
    """Return what may still be on the screen, and what came before it."""
    since, limit = view.now - LOOKBACK_US, _AT_FIRST
    while True:
        found = view.moments(limit)
        if len(found) < limit or found[0].began < since:
            return found
        limit *= 4


def _state(alert: Alert, settings: AlertsSettings) -> State:
    moments, lead = alert.moments, alert.lead
    giver = lead.viewer
    entries = [seq for one in moments for seq in one.entries]
    others = len(list(people_of(moments))) - 1
    return {
        "id": alert.id,
        "size": alert.size,
        "kind": lead.kind,
        "mixed": len({one.title for one in moments}) > 1,
        **person(giver),
        "platform": lead.platform,
        "others": max(0, others),
        "count": sum(one.count for one in moments),
        "worth": sum(one.worth for one in moments),
        "unit": unit_of(lead),
        "amount": sum(one.amount_micros for one in moments),
        "currency": lead.currency,
        "months": lead.months,
        "viewers": lead.viewers,
        "title": lead.title,
        "icon": lead.icon if settings.icons else None,
        "text": lead.text if settings.message else "",
        "faces": [person(one) for one in lead.receivers[:_FACES]],
        "more": max(0, lead.count - len(lead.receivers[:_FACES])),
        "running": lead.is_running,
        "huge": settings.is_huge(lead),
        "begins": alert.begins,
        "grew": max(alert.begins, *(one.grew for one in moments)),
        "ends": alert.ends,
        "test": lead.test,
        "entries": entries[:_ENTRIES],
        "sound": settings.sound_of(lead, alert.size),
        "picture": settings.picture_of(lead, alert.size),
        "speech": _speech(lead) if settings.speak and lead.text else None,
    }


def _speech(moment: Moment) -> str:
    """Return the name of the speech of a Moment: of the first entry that has one."""
    return "speech:" + ",".join(map(str, moment.entries[:_ENTRIES]))
