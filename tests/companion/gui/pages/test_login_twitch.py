"""Logging in to Twitch from the window: real engine, real login, emulated Twitch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtGui import QGuiApplication

from companion.domain.values import Platform
from companion.gui.pages.login_twitch import TwitchCard
from tests.companion.app.test_keyring_secrets import Drawer
from tests.companion.gui.desk import Desk
from tests.companion.gui.pages.login_scene import marks, opened, page, paste, until
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.emulators.twitch_state import client_of


@pytest.fixture
def with_twitch(
    at_the_desk, twitch: TwitchEmulator, twitch_name: str
) -> Callable[[Callable[[Desk, TwitchCard, TwitchChannel], Awaitable[None]]], None]:
    def go(act: Callable[[Desk, TwitchCard, TwitchChannel], Awaitable[None]]) -> None:
        async def scene(desk: Desk) -> None:
            async with twitch.channel(twitch_name) as channel:
                await opened(desk, Platform.TWITCH)
                await act(desk, page(desk).logins.twitch, channel)

        at_the_desk(scene, twitch.environment(twitch_name))

    return go


async def code_asked(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> str:
    """Type the client id, press the button, return the code that appears."""
    paste(card.client_id, client_of(channel.name))
    card.log_in.click()
    await until(desk, card.panel.isVisible)
    return card.panel.code.text()


def test_a_code_typed_on_twitchs_page_logs_in(with_twitch, drawer: Drawer) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        code = await code_asked(desk, card, channel)
        assert code
        assert card.panel.qr.text.endswith(code)
        await channel.device(code, "approved")
        await until(desk, card.log_out.isVisible, step=1.0)

        assert marks(card) == [f"logged in as {channel.name}"]
        assert card.panel.isHidden()
        assert card.client_id.isHidden() or not card.client_id.isVisible()
        assert desk.window.toasts.shown[0].notice.detail == channel.name

        card.log_out.click()
        await until(desk, card.client_id.isVisible)
        assert marks(card) == []
        assert card.client_id.text == client_of(channel.name)

    with_twitch(act)


def test_the_button_opens_the_page_that_the_qr_code_holds(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        code = await code_asked(desk, card, channel)
        card.panel.open_page.click()
        card.panel.copy.click()

        assert desk.pages == [card.panel.qr.text]
        assert QGuiApplication.clipboard().text() == code

    with_twitch(act)


def test_what_is_left_of_the_code_is_counted_down(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        await code_asked(desk, card, channel)
        assert "29:5" in card.panel.left.text() or "30:00" in card.panel.left.text()
        await desk.clock.leap(600)
        card.panel.tick()

        assert "19:5" in card.panel.left.text() or "20:00" in card.panel.left.text()

    with_twitch(act)


def test_a_wrong_client_id_is_said_at_once_beside_it(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        paste(card.client_id, "nobodysapplication")
        card.log_in.click()
        await until(desk, lambda: bool(card.client_id.error))

        assert "client id" in card.client_id.error.lower()
        assert card.client_id.text == "nobodysapplication"
        assert not card.is_waiting
        assert card.panel.isHidden()

    with_twitch(act)


@pytest.mark.parametrize(("typed", "says"), [("", "Paste"), ("with space", "letters")])
def test_what_can_be_no_client_id_is_said_beside_it(
    with_twitch, typed: str, says: str
) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        paste(card.client_id, typed)
        card.log_in.click()
        await until(desk, lambda: bool(card.client_id.error))

        assert says in card.client_id.error

    with_twitch(act)


def test_who_declines_on_twitchs_page_may_try_again(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        code = await code_asked(desk, card, channel)
        await channel.device(code, "denied")
        await until(desk, card.note.isVisible, step=1.0)

        assert "refused" in card.note.text
        assert card.panel.isHidden()
        second = await code_asked(desk, card, channel)
        assert second != code

    with_twitch(act)


def test_a_code_that_nobody_types_is_told_to_be_too_old(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        await code_asked(desk, card, channel)
        await desk.clock.leap(1_900)
        await until(desk, card.note.isVisible, step=1.0)

        assert "no longer good" in card.note.text
        assert card.log_in.isVisible()
        assert not card.log_in.is_busy

    with_twitch(act)


def test_cancel_leaves_everything_as_it_was(with_twitch) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        code = await code_asked(desk, card, channel)
        card.panel.cancel.click()
        await channel.device(code, "approved")
        await desk.clock.advance(5)
        await desk.settle()

        assert not card.is_waiting
        assert card.panel.isHidden()
        assert card.log_in.isVisible()
        assert marks(card) == []

    with_twitch(act)


def test_a_login_that_is_taken_back_is_a_strip_that_leads_to_its_card(
    with_twitch,
) -> None:
    async def act(desk: Desk, card: TwitchCard, channel: TwitchChannel) -> None:
        code = await code_asked(desk, card, channel)
        await channel.device(code, "approved")
        await until(desk, card.log_out.isVisible, step=1.0)
        target = f"twitch:{channel.name}"
        desk.window.requests.connect_to(target)
        await channel.seen("connections")
        desk.window.go("live")
        await channel.disconnect_app()
        notices = desk.window.notices

        def look() -> bool:
            desk.window.accounts.refresh()
            return Platform.TWITCH in notices.strips

        await until(desk, look, step=0.1)
        assert "Log in again" in notices.strips[Platform.TWITCH].accessibleDescription()
        notices.log_in[Platform.TWITCH].click()
        await until(desk, card.log_in.isVisible)

        assert desk.window.rail.current == "settings"
        assert card.client_id.text == client_of(channel.name)
        assert "does not accept the login" in card.trouble.accessibleDescription()

    with_twitch(act)
