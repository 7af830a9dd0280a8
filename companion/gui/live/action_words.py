"""What was asked of a platform and what came of it, in words."""

from __future__ import annotations

from companion.domain.entries import PlatformAction
from companion.domain.values import Platform
from companion.gui.components.amounts import number
from companion.gui.live.display_text import isolated, one_line, platform_of
from companion.i18n import _, ngettext
from companion.platform_names import platform_name as name_of_platform

_LONGEST = 80
_MINUTE, _HOUR = 60, 3_600


def platform_name(target: str) -> str:
    """Return the platform of a connection or a Viewer: "Twitch"."""
    platform: Platform | None = platform_of(target)
    return name_of_platform(platform) if platform else _("The platform")


def action_title(note: PlatformAction, name: str) -> str:
    """Return what was done, or could not be: "Banned Luna", "Could not ban Luna".

    name: the Viewer who is meant, "" when not known.
    """
    who = isolated(name) if name else _("somebody")
    if note.outcome == "dry-run":
        return _would(note, who)
    if note.outcome != "done":
        return _not_done(note, who)
    match note.action:
        case "send":
            return _("You wrote")
        case "delete":
            return _("Deleted a message of {name}").format(name=who)
        case "timeout":
            stretch = stretch_words(note.seconds or 0)
            return _("Timed out {name} for {time}").format(name=who, time=stretch)
        case "ban":
            return _("Banned {name}").format(name=who)
        case "unban":
            return _("Unbanned {name}").format(name=who)
        case "mode":
            return _("Changed who may write")


def _would(note: PlatformAction, who: str) -> str:
    """Return what a dry run kept from being asked."""
    match note.action:
        case "delete":
            return _("Would have deleted a message of {name}").format(name=who)
        case "timeout":
            stretch = stretch_words(note.seconds or 0)
            text = _("Would have timed out {name} for {time}")
            return text.format(name=who, time=stretch)
        case "ban":
            return _("Would have banned {name}").format(name=who)
        case "unban":
            return _("Would have unbanned {name}").format(name=who)
        case "send":
            return _("Would have sent a message")
        case "mode":
            return _("Would have changed who may write")


def _not_done(note: PlatformAction, who: str) -> str:
    match note.action:
        case "send":
            return _("A message was not sent")
        case "delete":
            return _("Could not delete a message of {name}").format(name=who)
        case "timeout":
            return _("Could not time out {name}").format(name=who)
        case "ban":
            return _("Could not ban {name}").format(name=who)
        case "unban":
            return _("Could not unban {name}").format(name=who)
        case "mode":
            return _("Could not change who may write")


def outcome_words(note: PlatformAction) -> str:
    """Return where it was done, or what the platform said: "Twitch refused: …"."""
    name = platform_name(note.source)
    if note.outcome == "done":
        where = _("on {platform}").format(platform=name)
        return f"{where} · {_short(note.text)}" if note.text else where
    if note.outcome == "dry-run":
        return _("dry run: {platform} was not asked").format(platform=name)
    why = one_line(note.why)
    if not why:
        why = _("no reason was given")
    if note.outcome == "refused":
        return _("{platform} refused: {why}").format(platform=name, why=why)
    return _("{platform} could not do it: {why}").format(platform=name, why=why)


def stretch_words(seconds: int) -> str:
    """Return how long a timeout lasts: "10 min", "1 h", "3 days"."""
    days, rest = divmod(seconds, 86_400)
    if days and not rest:
        return ngettext("{n} day", "{n} days", days).format(n=number(days))
    if seconds >= _HOUR and seconds % _HOUR == 0:
        return _("{n} h").format(n=number(seconds // _HOUR))
    if seconds >= _MINUTE and seconds % _MINUTE == 0:
        return _("{n} min").format(n=number(seconds // _MINUTE))
    return _("{n} s").format(n=number(seconds))


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
