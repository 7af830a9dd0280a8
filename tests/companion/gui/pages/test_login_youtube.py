"""YouTube's key and login in the window: real engine, emulated Google."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable

import aiohttp
import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from companion.app.scene.logins import SceneLogins
from companion.app.scene.stage import settle
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, LoginView
from companion.gui.pages.login_youtube import YouTubeCard
from companion.gui.preferences import Preferences
from companion.gui.shell.connect import ConnectDialog
from companion.gui.shell.popover import PillPopover
from companion.gui.theme.theme import Theme
from companion.settings import Settings
from tests.companion.app.test_keyring_secrets import Drawer
from tests.companion.gui.desk import Desk
from tests.companion.gui.pages.login_scene import marks, opened, page, paste, until
from tests.companion.gui.pages.settings_desk import SettingsDesk
from tests.support.emulators.youtube_control import YouTubeEmulator, YouTubeStream
from tests.support.emulators.youtube_oauth import CLIENT, CLIENT_SECRET


@pytest.fixture
def with_youtube(
    at_the_desk, youtube: YouTubeEmulator, youtube_video: str
) -> Callable[..., None]:
    def go(
        act: Callable[[Desk, YouTubeCard, YouTubeStream], Awaitable[None]], **more: str
    ) -> None:
        async def scene(desk: Desk) -> None:
            async with youtube.stream(youtube_video) as stream:
                await stream.world(
                    "oauth", decision="allow", token="ok", expires_in=3_599
                )
                await act(desk, page(desk).logins.youtube, stream)

        at_the_desk(scene, youtube.environment, **more)

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


class OpensAPage(SceneLogins):
    """Logs in to YouTube up to where the page is shown, and says on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = 0

    @override
    async def log_in_youtube(
        self, client_id: str, client_secret: str, *, open_page: Callable[[str], object]
    ) -> LoginView:
        self.thread = threading.get_ident()
        open_page(f"https://accounts.google.com/?client_id={client_id}")
        return await super().log_in_youtube(
            client_id, client_secret, open_page=open_page
        )


def test_the_page_is_opened_on_the_windows_thread(
    theme: Theme, run, qtbot, engine_loop: asyncio.AbstractEventLoop
) -> None:
    preferences = Preferences(Settings(), save=lambda _changed: None)
    desk = SettingsDesk(preferences, theme=theme, loop=engine_loop)
    desk.engine.accounts = logins = OpensAPage()
    qtbot.addWidget(desk.page)
    threads: list[int] = []
    desk.on_page = lambda: threads.append(threading.get_ident())
    form = desk.page.logins.youtube.google

    async def act() -> None:
        form.client_id.set_text("mine")
        form.secret.set_text("unseen")
        form.begin()
        await desk.bridge.answered()
        await settle(5)

    run(act())

    # The scene refuses after that; the form waits no longer.
    assert threads == [threading.get_ident()]
    assert logins.thread not in {0, threading.get_ident()}
    assert form.note.text
    assert not form.is_waiting


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


def test_a_key_of_the_environment_says_where_it_comes_from(
    with_youtube, youtube_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(desk: Desk, card: YouTubeCard, stream: YouTubeStream) -> None:
        await opened(desk, Platform.YOUTUBE)
        await until(desk, card.log_out.isVisible)
        card.log_out.click()
        await until(desk, card.note.isVisible)

        assert "COMPANION_YOUTUBE_API_KEY" in card.note.text
        assert marks(card) == ["own API key, reads only"]

    with_youtube(act, COMPANION_YOUTUBE_API_KEY=youtube_key)
