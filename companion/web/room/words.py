"""The page's own words, in the language of the Broadcaster."""

from __future__ import annotations

from companion.i18n import _


def page_words() -> dict[str, str]:
    """Return the words of the page by name; {…} is filled in there."""
    return {
        "title": _("Play along"),
        "welcome": _("Type the code that is on the screen, and a name."),
        "code": _("Code"),
        "name": _("Your name"),
        # Translators: on the name field; the chat's rules hold for names too.
        "name_note": _("Others may see it."),
        "join": _("Join"),
        "new_code": _("There is a new code on the screen. Type it to go on."),
        "send": _("Send"),
        "less": _("One less"),
        "more": _("One more"),
        # Translators: a button that stakes all of somebody's coins.
        "all": _("All"),
        "between": _("Between {low} and {high}."),
        "pick": _("Choose an outcome first."),
        "offline": _("Lost the connection. Trying again…"),
        "elsewhere": _("This page is open in other tabs. Tap to go on in this one."),
        "shut": _("The room is closed. Thank you for playing!"),
        "again": _("Join again"),
        "unreachable": _("Companion cannot be reached. Are you in the same network?"),
        # Translators: a person's score; {points} is a number.
        "points": _("{points} points"),
        # Translators: a person's place among all; both are numbers.
        "place": _("Place {rank} of {people}"),
        "time_up": _("Time is up."),
        "right": _("Correct answer"),
        "mine": _("Your answer"),
        # Translators: marks one's own line in a scoreboard.
        "you": _("you"),
        "seconds": _("{n} s"),
        "said": _("You wrote"),
        "watch": _("It appears here by itself."),
    }
