"""What is wrong with credentials, and the one thing that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView, LoginView
from companion.gui.components.pill_words import target_name
from companion.gui.components.text import isolated
from companion.i18n import _
from companion.platform_names import platform_name


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
    found = {
        trouble.platform: trouble
        for trouble in (*_refused_logins(logins), *_read_by_key(connections, logins))
    }
    # Last, because they weigh most: nothing comes from there.
    return tuple((found | _stopped(connections)).values())


def refusal(platform: Platform, connections: Sequence[ConnectionView]) -> str:
    """Return why a platform's connection waits for a person, "" when none does."""
    for view in connections:
        if view.platform is platform and view.state is ConnectionState.NEEDS_LOGIN:
            return view.detail
    return ""


def _stopped(connections: Sequence[ConnectionView]) -> dict[Platform, Trouble]:
    found: dict[Platform, Trouble] = {}
    for view in connections:
        if view.state is ConnectionState.NEEDS_LOGIN and view.platform is not None:
            name = isolated(target_name(view.target))
            title = _("{name} needs a login")
            if view.platform is Platform.TIKTOK:
                title = _("{name} cannot be read")
            rest = _("Nothing is heard from there until then; the others go on.")
            found.setdefault(
                view.platform,
                Trouble(
                    platform=view.platform,
                    title=title.format(name=name),
                    text=f"{view.detail} {rest}".strip(),
                    stopped=True,
                ),
            )
    return found


def _refused_logins(logins: Sequence[LoginView]) -> Iterator[Trouble]:
    for login in logins:
        # A keyring that does not answer is said in the settings: nothing broke.
        if login.detail and (login.kept or login.way == "none"):
            yield _broken(login.platform, login.detail)


def _read_by_key(
    connections: Sequence[ConnectionView], logins: Sequence[LoginView]
) -> Iterator[Trouble]:
    """YouTube's login was ended, and the key beside it reads on."""
    is_in = any(
        login.platform is Platform.YOUTUBE and login.way == "login" for login in logins
    )
    on_air = {ConnectionState.LIVE, ConnectionState.SILENT}
    for view in connections:
        is_youtube = view.platform is Platform.YOUTUBE and view.state in on_air
        if is_in and is_youtube and view.cannot_write:
            text = _(
                "Google does not accept it any more: the key reads on, and nothing can "
                "be written. Log in again."
            )
            yield _broken(Platform.YOUTUBE, text)


def _broken(platform: Platform, text: str) -> Trouble:
    title = _("The {platform} login does not work")
    return Trouble(
        platform=platform,
        title=title.format(platform=platform_name(platform)),
        text=text,
        stopped=False,
    )
