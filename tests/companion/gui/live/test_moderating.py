"""Writing and moderating from the panes, through the real engine to a platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from companion.app.scene.stage import settle
from companion.domain.entries import PlatformAction
from companion.domain.errors import CommandError, LoginRequired
from companion.domain.events import Arrival, ChatDeleted, ViewerRemoved
from companion.domain.values import Platform, Viewer
from companion.gui.bridge import Bridge
from companion.gui.components.toast import Notice
from companion.gui.live.chat_actions import all_actions
from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.page import LivePanes
from tests.support.events import chat
from tests.support.real_engine import RunningEngine, TwitchRoom, open_engine

pytestmark = pytest.mark.qt

LUNA = Viewer(id="twitch:42", name="Luna")
TARGET = "twitch:mira"


class Evening:
    """Panes over the whole engine; a Twitch room that takes what is asked."""

    def __init__(self, running: RunningEngine, panes: LivePanes, bridge: Bridge):
        self.running, self.panes, self.bridge = running, panes, bridge
        self.notices: list[Notice] = []
        self._count = 0

    @property
    def room(self) -> TwitchRoom:
        return self.running.rooms["mira"]

    @property
    def rows(self) -> list[ChatRow]:
        return [one for one in self.panes.chat.model.log.rows.values() if one.event_id]

    async def say(self, *texts: str, by: Viewer = LUNA) -> None:
        for text in texts:
            self._count += 1
            said = chat(by, text, platform=Platform.TWITCH, id=f"twitch:m{self._count}")
            self.running.intake.offer(Arrival(event=said, source=TARGET))
        await self.settle()

    async def hear(self, event: object) -> None:
        self.running.intake.offer(Arrival(event=event, source=TARGET))
        await self.settle()

    async def settle(self) -> None:
        await self.running.pipeline.drain()
        for _round in range(3):
            await self.bridge.answered()
            self.bridge.drain()
            await settle(1)

    def activity(self) -> list[tuple[str, str]]:
        model = self.panes.activity.model
        lines = [model.row(one) for one in range(model.rowCount())]
        return [(_plain(line.name), _plain(line.detail)) for line in lines]

    def told(self) -> list[tuple[str, str]]:
        return [(_plain(one.text), _plain(one.detail)) for one in self.notices]

    def pick(self, row: ChatRow, *path: str) -> None:
        """Choose from a row's menu."""
        actions = all_actions(row, self.panes.chat.view._actions)
        for name in path:
            (action,) = [one for one in actions if one and _plain(one.name) == name]
            actions = list(action.choices)
        assert action.on_pick is not None
        action.on_pick()


def _plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


@asynccontextmanager
async def evening(folder: Path, theme) -> AsyncIterator[Evening]:
    async with open_engine(folder) as running:
        bridge = Bridge(running.engine, asyncio.get_running_loop())
        notices: list[Notice] = []
        panes = LivePanes(
            ask=bridge.ask,
            dropped=lambda: 0,
            theme=theme,
            clock=running.clock,
            say=notices.append,
            on_connect=lambda: None,
            on_simulate=lambda: None,
        )
        panes._timer.stop()
        panes.resize(1368, 736)
        panes.show()
        bridge.listen(panes)
        await bridge.open()
        await running.engine.start_session()
        await running.engine.connect(TARGET)
        made = Evening(running, panes, bridge)
        made.notices = notices
        panes.connections(running.engine.connections())
        await made.settle()
        try:
            yield made
        finally:
            await bridge.close()
            panes.hide()
            panes.deleteLater()


Story = Callable[[Evening], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with evening(tmp_path, theme) as made:
                await story(made)

        run(whole())

    return tell


def test_a_text_reaches_the_platform_and_the_line_is_empty(play) -> None:
    async def story(it: Evening) -> None:
        it.panes.composer.field.set_text("hello all")
        it.panes.composer._send()
        await it.settle()

        assert it.room.asked == [("send", "hello all", None)]
        assert it.panes.composer.field.text == ""
        assert it.activity() == [("You wrote", "on Twitch · hello all")]
        assert it.notices == []

    play(story)


def test_a_drop_reason_is_shown_and_the_text_stays(play) -> None:
    async def story(it: Evening) -> None:
        it.room.error = CommandError("Your message is being reviewed by AutoMod.")
        it.panes.composer.field.set_text("hello")
        it.panes.composer._send()
        await it.settle()

        why = "Twitch refused: Your message is being reviewed by AutoMod."
        assert it.told() == [("A message was not sent", why)]
        assert it.activity() == [("A message was not sent", why)]
        assert it.panes.composer.field.text == "hello"

    play(story)


def test_a_reply_names_what_it_answers(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("which headset?")
        it.pick(it.rows[0], "Reply")
        it.panes.composer.field.set_text("the wired one")
        it.panes.composer._send()
        await it.settle()

        assert it.room.asked == [("send", "the wired one", "twitch:m1")]
        assert it.panes.composer.answered is None

    play(story)


def test_a_deleted_message_is_gone_at_once_and_the_outcome_is_told(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello", "something rude")
        it.pick(it.rows[1], "Delete on Twitch")
        await it.settle()

        assert [row.state for row in it.rows] == [RowState.SHOWN, RowState.REMOVED]
        assert it.rows[1].text == ""
        assert it.room.asked == [("delete", "twitch:m2")]
        assert it.told() == [("Deleted a message of Luna", "on Twitch")]
        assert it.activity() == [("Deleted a message of Luna", "on Twitch")]

    play(story)


def test_a_delete_that_twitch_refuses_still_leaves_our_screens(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("something rude")
        it.room.error = CommandError("not a moderator")
        it.pick(it.rows[0], "Delete on Twitch")
        await it.settle()

        assert it.rows[0].state is RowState.REMOVED
        ((title, detail),) = it.told()
        assert title == "Could not delete a message of Luna"
        assert detail.startswith("Twitch refused: not a moderator")
        assert "all the same" in detail

    play(story)


def test_a_ban_asks_in_place_takes_all_lines_away_and_can_be_undone(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello", "bye")
        await it.say("me too", by=Viewer(id="twitch:7", name="Bo"))
        it.pick(it.rows[0], "Ban…", "Ban until unbanned")
        await it.settle()

        states = [row.state for row in it.rows]
        assert states == [RowState.REMOVED, RowState.REMOVED, RowState.SHOWN]
        assert it.told() == [("Banned Luna", "on Twitch")]
        undo = it.notices[0].undo
        assert undo is not None
        undo()
        await it.settle()

        assert it.room.asked == [("ban", LUNA.id), ("unban", LUNA.id)]
        assert it.told()[1] == ("Unbanned Luna", "on Twitch")
        assert it.notices[1].undo is None

    play(story)


def test_a_refused_ban_leaves_the_lines_and_offers_no_undo(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.room.error = LoginRequired("Log in again.")
        it.pick(it.rows[0], "Ban…", "Ban until unbanned")
        await it.settle()

        assert it.rows[0].state is RowState.SHOWN
        why = "Twitch could not do it: Log in again."
        assert it.told() == [("Could not ban Luna", why)]
        assert it.notices[0].undo is None

    play(story)


def test_a_timeout_lasts_as_long_as_was_chosen(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.pick(it.rows[0], "Time out", "10 min")
        await it.settle()

        assert it.room.asked == [("time_out", LUNA.id, 600)]
        assert it.told() == [("Timed out Luna for 10 min", "on Twitch")]

    play(story)


def test_what_the_platform_deletes_or_bans_vanishes(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("one", "two")
        await it.say("three", by=Viewer(id="twitch:7", name="Bo"))
        common = {"platform": Platform.TWITCH, "channel": "mira"}
        await it.hear(ChatDeleted(id="twitch:d1", targets=("twitch:m1",), **common))
        assert [row.text for row in it.rows] == ["", "two", "three"]

        await it.hear(
            ViewerRemoved(id="twitch:r1", target="twitch:7", action="ban", **common)
        )
        assert [row.text for row in it.rows] == ["", "two", ""]

    play(story)


def test_where_nothing_can_be_written_the_menu_says_why(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.room.cannot_write = "Writing needs a Twitch login; reading needs none."
        it.panes.connections(it.running.engine.connections())
        row = it.rows[0]
        actions = [one for one in all_actions(row, it.panes.chat.view._actions) if one]
        off = {_plain(one.name): one.tip for one in actions if not one.is_possible}

        assert set(off) == {"Reply", "Delete on Twitch", "Time out", "Ban", "Unban"}
        assert set(off.values()) == {it.room.cannot_write}
        assert "Log in" in it.panes.composer.field.edit.placeholderText()

    play(story)


def test_a_hostile_reason_stays_text(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.room.error = CommandError("<b>no</b>\nreally\u202e")
        it.pick(it.rows[0], "Delete on Twitch")
        await it.settle()

        ((_title, detail),) = it.activity()
        assert detail == "Twitch refused: <b>no</b> really"

    play(story)


def test_the_record_and_the_window_agree(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.pick(it.rows[0], "Time out", "1 min")
        await it.settle()
        entries = await it.running.engine.entries(after=0)
        (note,) = [e.body for e in entries if isinstance(e.body, PlatformAction)]

        assert (note.action, note.seconds, note.outcome) == ("timeout", 60, "done")
        assert len(it.activity()) == 1

    play(story)


def test_a_card_offers_the_same_and_its_messages_too(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.panes.open_viewer(LUNA.id)
        await it.settle()
        card = it.panes.card
        assert card.head.moderate.isEnabled()
        (row,) = card.history._rows
        actions = all_actions(row, card.messages.row_actions)
        assert [_plain(one.name) for one in actions if one and one.is_possible][
            -4:
        ] == [
            "Delete on Twitch",
            "Time out",
            "Ban…",
            "Unban or end timeout",
        ]

        choices = card.head.moderate_menu().actions()
        assert [one.text() for one in choices] == [
            "Mute 5 minutes",
            "Kick",
            "Viewer here",
            "",
            "Time out",
            "Ban…",
            "Unban or end timeout",
        ]
        choices[6].trigger()
        await it.settle()
        assert it.room.asked == [("unban", LUNA.id)]

    play(story)


def test_a_card_says_why_its_viewer_cannot_be_moderated(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hello")
        it.room.cannot_write = "Writing needs a Twitch login; reading needs none."
        it.panes.connections(it.running.engine.connections())
        it.panes.open_viewer(LUNA.id)
        await it.settle()

        head = it.panes.card.head
        assert head.moderate.toolTip() == it.room.cannot_write
        able = {one.text(): one.isEnabled() for one in head.moderate_menu().actions()}
        # The gate hides somebody here, whatever the platform lets us do.
        assert able["Kick"]
        assert not able["Time out"]

    play(story)


def test_the_names_of_channel_and_account_are_marked(play) -> None:
    async def story(it: Evening) -> None:
        await it.say("hi @Mira", "and @miraplays", "not @mirabelle")

        marked = [row.text for row in it.rows if row.mentions]
        assert marked == ["hi @Mira", "and @miraplays"]

    play(story)


def test_a_ban_in_two_channels_is_told_once_and_each_refusal_is(play) -> None:
    async def story(it: Evening) -> None:
        await it.running.engine.connect("twitch:mira2")
        it.panes.connections(it.running.engine.connections())
        await it.say("hello")
        it.pick(it.rows[0], "Ban…", "Ban until unbanned")
        await it.settle()
        assert it.told() == [("Banned Luna", "on Twitch")]
        assert it.running.rooms["mira2"].asked == [("ban", LUNA.id)]

        it.running.rooms["mira2"].error = CommandError("not a moderator")
        it.panes.moderating.unban(LUNA.id, "Luna")
        await it.settle()
        assert it.told()[1:] == [
            ("Unbanned Luna", "on Twitch"),
            ("Could not unban Luna", "Twitch refused: not a moderator"),
        ]

    play(story)
