"""A login that broke is told with its cause and fix; nothing else is."""

from __future__ import annotations

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView, LoginView
from companion.gui.shell.troubles import refusal, troubles

GONE = "Google has ended the login of Companion: log in again."


def youtube(state: ConnectionState, **changed: object) -> ConnectionView:
    given: dict[str, object] = {
        "target": "youtube:@mira",
        "platform": Platform.YOUTUBE,
        "state": state,
        **changed,
    }
    return ConnectionView(**given)  # type: ignore[arg-type]  # the test's own words


def test_all_is_well_without_a_word() -> None:
    live = youtube(ConnectionState.LIVE, detail="A little slow.")
    logins = (LoginView(platform=Platform.TWITCH, way="login", account="mira"),)

    assert troubles([live], logins) == ()
    assert refusal(Platform.YOUTUBE, [live]) == ""


def test_a_connection_that_needs_a_login_has_stopped() -> None:
    stopped = youtube(ConnectionState.NEEDS_LOGIN, detail=GONE)
    [found] = troubles([stopped, stopped], ())

    assert found.stopped
    assert found.platform is Platform.YOUTUBE
    assert "@mira" in found.title
    assert found.text.startswith(GONE)
    assert refusal(Platform.YOUTUBE, [stopped]) == GONE
    assert refusal(Platform.TWITCH, [stopped]) == ""


def test_tiktok_asks_for_no_login() -> None:
    stopped = ConnectionView(
        target="tiktok:@mira",
        platform=Platform.TIKTOK,
        state=ConnectionState.NEEDS_LOGIN,
        detail="The sign server does not know this key.",
    )
    [found] = troubles([stopped], ())

    assert "login" not in found.title
    assert found.text.startswith("The sign server")


def test_a_refused_login_while_reading_goes_on_has_not_stopped() -> None:
    login = LoginView(platform=Platform.TWITCH, detail="Log in again.")
    [found] = troubles((), (login,))

    assert not found.stopped
    assert found.text == "Log in again."


def test_a_refused_login_is_told_without_a_keyring_too() -> None:
    login = LoginView(platform=Platform.TWITCH, detail="Log in again.", kept=False)

    assert [one.platform for one in troubles((), (login,))] == [Platform.TWITCH]


def test_a_keyring_that_keeps_nothing_is_no_broken_login() -> None:
    login = LoginView(
        platform=Platform.TWITCH, way="login", detail="No keyring.", kept=False
    )

    assert troubles((), (login,)) == ()


def test_a_login_that_ended_while_the_key_reads_on_is_told() -> None:
    live = youtube(ConnectionState.LIVE, cannot_write="A key only reads.")
    by_login = LoginView(platform=Platform.YOUTUBE, way="login", account="Mira")
    by_key = LoginView(platform=Platform.YOUTUBE, way="key")

    [found] = troubles([live], (by_login,))
    assert not found.stopped
    assert "Log in again" in found.text
    assert troubles([live], (by_key,)) == ()


def test_of_one_platform_the_worst_is_told() -> None:
    stopped = youtube(ConnectionState.NEEDS_LOGIN, detail=GONE)
    login = LoginView(platform=Platform.YOUTUBE, detail="Log in again.")
    [found] = troubles([stopped], (login,))

    assert found.stopped
