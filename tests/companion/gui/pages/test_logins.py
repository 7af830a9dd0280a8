"""Logging in from the window: real engine, real logins, emulated platforms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import aiohttp
import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from companion.app.scene.stage import settle
from companion.domain.values import Platform
from companion.domain.views import ConnectionState
from companion.gui.components.field import Field
from companion.gui.pages.login_tiktok import TikTokCard
from companion.gui.pages.login_twitch import TwitchCard
from companion.gui.pages.login_youtube import YouTubeCard
from companion.gui.pages.settings import SettingsPage
from companion.gui.shell.connect import ConnectDialog
from companion.gui.shell.notice import NoticeDialog
from companion.gui.shell.popover import PillPopover
from companion.gui.theme.theme import Theme
from tests.companion.app.test_keyring_secrets import Drawer
from tests.companion.gui.desk import Desk, at_desk
from tests.support.emulators.twitch_control import TwitchChannel, TwitchEmulator
from tests.support.emulators.twitch_state import client_of
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.emulators.youtube_oauth import CLIENT, CLIENT_SECRET
from tests.support.twitch_fixtures import twitch, twitch_name
from tests.support.youtube_fixtures import youtube, youtube_key, youtube_video

__all__ = ["twitch", "twitch_name", "youtube", "youtube_key", "youtube_video"]

Act = Callable[[Desk], Awaitable[None]]


@pytest.fixture(autouse=True)
def drawer() -> Iterator[Drawer]:
    """A keyring in memory, in place of whatever this machine has."""
    before, made = keyring.get_keyring(), Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def at_the_desk(
    theme: Theme, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Run a scene at a desk of its own, with these variables set."""

    def go(act: Act, environment: Mapping[str, str]) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        # Ids and keys are what these tests type.
        for name in ("COMPANION_TWITCH_CLIENT_ID", "COMPANION_YOUTUBE_API_KEY"):
            monkeypatch.delenv(name, raising=False)

        async def scene() -> None:
            async with at_desk(theme, tmp_path / "data") as desk:
                desk.window.accounts.refresh()
                await desk.settle()
                await act(desk)

        run(scene())

    return go


async def until(desk: Desk, is_so: Callable[[], bool], *, step: float = 0.0) -> None:
    """Let the window work until something is so; each round time moves by `step`."""
    async with asyncio.timeout(20):
        while not is_so():
            await settle(5)
            desk.window.bridge.drain()
            await desk.clock.advance(step)


def page(desk: Desk) -> SettingsPage:
    found = desk.window.page("settings")
    assert isinstance(found, SettingsPage)
    return found


async def opened(desk: Desk, platform: Platform) -> None:
    desk.window.open_logins(platform)
    await settle(20)
    assert desk.window.stack.currentWidget() is page(desk)


def paste(field: Field, text: str) -> None:
    """Paste into a field as a person does."""
    QGuiApplication.clipboard().setText(text)
    field.edit.selectAll()
    field.edit.paste()


def marks(card: TwitchCard | YouTubeCard | TikTokCard) -> list[str]:
    return [mark.text for mark in card.shown_marks]


# Twitch


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
        await desk.clock.advance(600)
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
        await until(desk, card.note.isVisible, step=1_900.0)

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


# YouTube


@pytest.fixture
def with_youtube(
    at_the_desk, youtube: YouTubeEmulator, youtube_video: str
) -> Callable[[Callable[[Desk, YouTubeCard, YouTubeStream], Awaitable[None]]], None]:
    def go(act: Callable[[Desk, YouTubeCard, YouTubeStream], Awaitable[None]]) -> None:
        async def scene(desk: Desk) -> None:
            async with youtube.stream(youtube_video) as stream:
                await stream.world(
                    "oauth", decision="allow", token="ok", expires_in=3_599
                )
                await act(desk, page(desk).logins.youtube, stream)

        at_the_desk(scene, youtube.environment)

    return go


def test_a_wrong_key_says_exactly_why_and_the_right_one_is_kept(
    with_youtube, youtube_key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await opened(desk, Platform.YOUTUBE)
        form = card.key
        paste(form.field, "AIza-planted-wrong-key")
        await until(desk, lambda: bool(form.field.error))
        assert "copied whole" in form.field.error
        assert not form.keep_button.isEnabled()

        paste(form.field, "key-off-1")
        await until(desk, lambda: "YouTube Data API v3" in form.field.error)

        paste(form.field, youtube_key)
        assert form.field.error == ""
        await until(desk, form.keep_button.isEnabled)
        assert form.note.text == "It works."
        form.keep_button.click()
        await until(desk, lambda: bool(card.shown_marks))

        assert marks(card) == ["own API key, reads only"]
        assert form.field.edit.text() == ""

    with_youtube(act)
    assert youtube_key not in caplog.text
    assert "AIza-planted" not in caplog.text


def test_a_key_is_typed_unseen(with_youtube) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        for field in (card.key.field, card.google.secret):
            assert field.edit.echoMode() is QLineEdit.EchoMode.Password

    with_youtube(act)


def test_only_the_newest_key_is_answered(with_youtube, youtube_key: str) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await opened(desk, Platform.YOUTUBE)
        form = card.key
        paste(form.field, "AIza-planted-wrong-key")
        form.try_now()
        paste(form.field, youtube_key)
        form.try_now()
        await until(desk, form.keep_button.isEnabled)
        await desk.settle()

        assert form.field.error == ""

    with_youtube(act)


def test_a_link_without_a_key_leads_to_the_card_and_connects_afterwards(
    with_youtube, youtube_key: str
) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        desk.window.requests.connect_channel()
        dialog = desk.dialog(ConnectDialog)
        dialog.type_text(f"https://youtu.be/{stream.video}")
        assert dialog.act.text() == "Set up YouTube"
        dialog.act.click()
        await until(desk, card.key_steps.inside.isVisible)
        assert desk.window.focusWidget() is card.key.field.edit
        assert card.connect_button.isHidden()

        paste(card.key.field, youtube_key)
        card.key.keep()
        await until(desk, card.connect_button.isVisible)
        card.connect_button.click()
        await desk.settle()

        targets = [view.target for view in desk.app.engine.connections()]
        assert targets == [f"youtube:{stream.video}"]
        assert card.connect_button.isHidden()

    with_youtube(act)


def test_a_connection_that_needs_a_key_goes_on_as_soon_as_it_has_one(
    with_youtube, youtube_key: str
) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        engine = desk.app.engine
        target = f"youtube:{stream.video}"
        await engine.connect(target)
        needs = ConnectionState.NEEDS_LOGIN
        await until(desk, lambda: engine.connections()[0].state is needs, step=0.3)
        desk.window.watch.refresh()
        await until(desk, lambda: Platform.YOUTUBE in desk.window.notices.strips)

        [pill] = desk.window.bar.pills.pills
        pill.click()
        desk.dialog(PillPopover).log_in.click()
        await until(desk, card.key_steps.inside.isVisible)
        paste(card.key.field, youtube_key)
        card.key.keep()
        live = ConnectionState.LIVE
        await until(desk, lambda: engine.connections()[0].state is live, step=0.3)
        desk.window.watch.refresh()
        await until(desk, lambda: not desk.window.notices.strips)

        assert marks(card) == ["own API key, reads only"]

    with_youtube(act)


async def allowed_in_browser(address: str) -> str:
    """Be the person who allows everything on Google's page."""
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return await answer.text()


async def google_asked(desk: Desk, card: YouTubeCard, secret: str) -> str:
    """Type a client, press the button, return the page that is opened."""
    await opened(desk, Platform.YOUTUBE)
    card.choose("login")
    paste(card.google.client_id, CLIENT)
    paste(card.google.secret, secret)
    before = len(desk.pages)
    card.google.log_in.click()
    await until(desk, lambda: len(desk.pages) > before)
    return desk.pages[-1]


def test_a_google_login_is_made_in_the_browser(
    with_youtube, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        address = await google_asked(desk, card, CLIENT_SECRET)
        assert card.google.is_waiting
        assert card.google.waiting.isVisible()
        card.google.again.click()
        assert desk.pages == [address, address]
        told = await allowed_in_browser(address)
        await until(desk, card.log_out.isVisible)

        assert "You can close this page" in told
        assert marks(card) == ["logged in as Mira"]
        assert card.google.secret.edit.text() == ""
        assert not card.google.isVisible()

    with_youtube(act)
    assert CLIENT_SECRET not in caplog.text


def test_who_declines_on_googles_page_is_told_so(with_youtube) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await stream.world("oauth", decision="deny")
        await allowed_in_browser(await google_asked(desk, card, CLIENT_SECRET))
        await until(desk, card.google.note.isVisible)

        assert "declined" in card.google.note.text
        assert card.google.log_in.isVisible()
        assert marks(card) == []

    with_youtube(act)


def test_a_wrong_client_secret_is_said_in_place(with_youtube) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await allowed_in_browser(await google_asked(desk, card, "GOCSPX-wrong"))
        await until(desk, card.google.note.isVisible)

        assert "copied whole" in card.google.note.text
        assert card.google.client_id.text == CLIENT

    with_youtube(act)


def test_a_google_login_can_be_cancelled(with_youtube) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await google_asked(desk, card, CLIENT_SECRET)
        card.google.cancel_button.click()
        await desk.settle()

        assert not card.google.is_waiting
        assert card.google.log_in.isVisible()
        assert marks(card) == []

    with_youtube(act)


def test_logging_out_of_youtube_forgets_the_key(
    with_youtube, youtube_key: str, drawer: Drawer
) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await opened(desk, Platform.YOUTUBE)
        paste(card.key.field, youtube_key)
        card.key.keep()
        await until(desk, card.log_out.isVisible)
        assert card.log_out.text() == "Forget the key"
        card.log_out.click()
        await until(desk, card.log_out.isHidden)

        assert marks(card) == []
        views = await desk.app.engine.logins.views()
        assert {view.way for view in views} == {"none"}

    with_youtube(act)


def test_without_a_keyring_the_card_says_how_long_a_key_lasts(
    with_youtube, youtube_key: str
) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await opened(desk, Platform.YOUTUBE)
        keyring.set_keyring(NoKeyring())
        paste(card.key.field, youtube_key)
        card.key.keep()
        await until(desk, card.log_out.isVisible)

        def look() -> bool:
            desk.window.accounts.refresh()
            return card.trouble.isVisible()

        await until(desk, look)
        assert marks(card) == ["own API key, reads only", "until Companion ends"]
        assert "keyring" in card.trouble.accessibleDescription()
        assert Platform.YOUTUBE not in desk.window.notices.strips

    with_youtube(act)


# TikTok


def test_the_notice_can_be_read_accepted_and_withdrawn(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await opened(desk, Platform.TIKTOK)
        card = page(desk).logins.tiktok
        assert "notice not accepted yet" in marks(card)
        assert "unofficial" in marks(card)

        card.read_button.click()
        dialog = desk.dialog(NoticeDialog)
        assert dialog.accept_button is not None
        dialog.accept_button.click()
        assert card.is_accepted
        assert desk.saved[-1].tiktok.notice_accepted_at is not None
        assert "notice accepted 1 Jan 2026" in marks(card)

        card.read_button.click()
        assert desk.dialog(NoticeDialog).accept_button is None
        desk.dialog(NoticeDialog).close_button.click()
        card.withdraw.click()
        assert not card.is_accepted
        assert desk.saved[-1].tiktok.notice_accepted_at is None
        assert "stay until you disconnect" in card.note.text

    at_the_desk(act, {})


def test_a_notice_accepted_while_connecting_is_seen_on_the_card(at_the_desk) -> None:
    async def act(desk: Desk) -> None:
        await opened(desk, Platform.TIKTOK)
        card = page(desk).logins.tiktok
        desk.window.go("live")
        desk.window.requests._accept_tiktok()
        desk.window.go("settings")

        assert "notice accepted 1 Jan 2026" in marks(card)

    at_the_desk(act, {})
