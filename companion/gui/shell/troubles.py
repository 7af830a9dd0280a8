"""What is wrong with credentials, and the one thing that mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView, LoginView
from companion.gui.components.pill_words import target_name
from companion.gui.components.text import isolated
from companion.gui.shell.targets import PLATFORM_NAMES
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One strip: title, cause with its fix, and whose login card mends it.

    stopped: nothing is read there until it is mended; else only writing, or part of
    what is told, is missing.
    """

    platform: Platform
    title: str
    text: str
    stopped: bool


def troubles(
    connections: Sequence[ConnectionView], logins: Sequence[LoginView]
) -> tuple[Trouble, ...]:
    """Return the worst trouble of each platform whose credentials do not work."""
    found: dict[Platform, Trouble] = {}
    for view in connections:
        if view.state is ConnectionState.NEEDS_LOGIN and view.platform is not None:
            name = isolated(target_name(view.target))
            title = _("{name} needs a login").format(name=name)
            rest = _("Nothing is heard from there until then; the others go on.")
            found.setdefault(
                view.platform,
                Trouble(
                    platform=view.platform,
                    title=title,
                    text=f"{view.detail} {rest}".strip(),
                    stopped=True,
                ),
            )
    for login in logins:
        # A keyring that does not answer is said in the settings: nothing broke.
        is_broken = login.detail and (login.kept or login.way == "none")
        if not is_broken or login.platform in found:
            continue
        name = PLATFORM_NAMES[login.platform]
        found[login.platform] = Trouble(
            platform=login.platform,
            title=_("The {platform} login does not work").format(platform=name),
            text=login.detail,
            stopped=False,
        )
    return tuple(found.values())
