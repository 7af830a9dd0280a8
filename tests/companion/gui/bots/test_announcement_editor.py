"""The post is seen before it is sent, once; addresses are not seen at all."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from companion.gui.bots.announcement_editor import AnnouncementEditor
from companion.gui.components.dialog import Question
from tests.companion.gui.bots.conftest import Bench, type_into


def announcement(bench: Bench) -> AnnouncementEditor:
    bench.page.open_tab("periodic")
    bench.page.select("announcement:")
    editor = bench.page.editor.editor
    assert isinstance(editor, AnnouncementEditor)
    return editor


def test_the_post_is_seen_as_it_is_sent(bench: Bench) -> None:
    editor = announcement(bench)

    assert editor.preview.text() == (
        "Friday ranked, then karaoke: live now at twitch.tv/mira_plays"
    )
    editor.text.put("Hello! ")
    assert editor.preview.text() == "Save it to see how it reads."
    assert not editor.send.isEnabled()


def test_sending_asks_and_asks_again_when_it_was_sent(bench: Bench) -> None:
    announcement(bench).send.click()
    first = bench.dialogs[-1]
    assert isinstance(first, Question)
    first.act.click()
    bench.settle()
    second = bench.dialogs[-1]
    assert isinstance(second, Question)
    assert second is not first
    assert bench.bots.announced == 0

    second.act.click()
    bench.settle()

    assert bench.bots.announced == 1


def test_a_webhook_s_address_is_masked_and_forgotten_here(bench: Bench) -> None:
    hooks = announcement(bench).webhooks
    type_into(hooks.name, "guild")
    type_into(hooks.address, "https://example.org/t0ken!")
    assert hooks.address.displayText() == "●" * 26

    hooks.add.click()
    bench.settle()

    assert bench.bots.hooks == ["discord", "guild"]
    assert hooks.address.text() == ""
    texts = [one.text() + one.toolTip() for one in bench.page.findChildren(QLabel)]
    assert not any("t0ken" in text for text in texts)
    hooks.switches["guild"].toggle.click()
    bench.page.save()
    bench.settle()
    assert bench.bots.kept.announcement.webhooks == ("discord", "guild")


def test_a_webhook_without_https_is_refused_and_stays_typed(bench: Bench) -> None:
    hooks = announcement(bench).webhooks
    type_into(hooks.name, "guild")
    type_into(hooks.address, "http://example.org")

    hooks.add.click()

    assert hooks.error.text == "An address that begins with https://."
    assert hooks.address.text() == "http://example.org"
    assert bench.bots.hooks == ["discord"]
