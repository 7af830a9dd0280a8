"""TikTok's notice on its card."""

from __future__ import annotations

from companion.domain.values import Platform
from companion.gui.shell.notice import NoticeDialog
from tests.companion.gui.desk import Desk
from tests.companion.gui.pages.login_scene import marks, opened, page


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
