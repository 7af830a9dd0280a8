"""Each try to write or moderate is recorded with what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from companion.app.writing import Writing
from companion.domain.entries import AnyNote, Entry, PlatformAction
from companion.domain.errors import CommandError, ConnectionLost
from companion.domain.values import Platform
from tests.support.events import chat


class Room:
    """A platform's chat that can be told what to answer."""

    text_limit = 20

    def __init__(self, *, cannot_write: str = "", error: Exception | None = None):
        self.cannot_write = cannot_write
        self.error = error
        self.asked: list[tuple[object, ...]] = []

    def _take(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        self._take("send", text, reply_to)
        return "twitch:new"

    async def delete(self, event_id: str) -> None:
        self._take("delete", event_id)

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        self._take("time_out", viewer_id, seconds)

    async def ban(self, viewer_id: str) -> None:
        self._take("ban", viewer_id)

    async def unban(self, viewer_id: str) -> None:
        self._take("unban", viewer_id)


class Desk:
    """Writing over rooms, with what was recorded and taken off the screens."""

    def __init__(self, **rooms: Room) -> None:
        self.rooms = {name.replace("_", ":"): room for name, room in rooms.items()}
        self.recorded: list[PlatformAction] = []
        self.gone: list[int] = []
        self.writing = Writing(
            writers=lambda: self.rooms,
            why_not=lambda target: (
                "TikTok can only be read." if "tik" in target else ""
            ),
            record=self._record,
            retract=self.gone.extend,
        )

    async def _record(self, body: AnyNote) -> Entry:
        assert isinstance(body, PlatformAction)
        self.recorded.append(body)
        return said(body)


def said(body: object, *, source: str = "twitch:mira") -> Entry:
    return Entry(seq=7, number=7, session="s", at=0, body=body, source=source)  # type: ignore[arg-type]  # events and notes only


def outcomes(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(one.body.source, one.body.outcome) for one in entries]  # type: ignore[union-attr]  # PlatformActions


async def test_a_text_goes_to_everything_that_can_write() -> None:
    desk = Desk(
        twitch_mira=Room(),
        youtube_abc=Room(),
        youtube_key=Room(cannot_write="A key only reads."),
    )

    entries = await desk.writing.send("  hello  ")

    assert outcomes(entries) == [("twitch:mira", "done"), ("youtube:abc", "done")]
    assert desk.rooms["twitch:mira"].asked == [("send", "hello", None)]
    assert desk.recorded[0].made == "twitch:new"


async def test_a_platform_s_refusal_is_recorded_with_its_reason() -> None:
    desk = Desk(
        twitch_mira=Room(error=CommandError("dropped: followers only")),
        youtube_abc=Room(error=ConnectionLost("no answer")),
    )

    await desk.writing.send("hello")

    assert [(one.outcome, one.why) for one in desk.recorded] == [
        ("refused", "dropped: followers only"),
        ("failed", "no answer"),
    ]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("", None),
        (" \n", None),
        ("x" * 21, None),
        ("hello", ["twitch:other"]),
        ("hello", ["twitch:mira", "youtube:key"]),
    ],
)
async def test_what_cannot_be_sent_everywhere_is_sent_nowhere(
    text: str, targets: Sequence[str] | None
) -> None:
    desk = Desk(twitch_mira=Room(), youtube_key=Room(cannot_write="A key only reads."))

    with pytest.raises(CommandError):
        await desk.writing.send(text, targets=targets)

    assert not desk.rooms["twitch:mira"].asked
    assert not desk.recorded


async def test_what_can_only_be_read_says_why() -> None:
    desk = Desk(twitch_mira=Room())

    with pytest.raises(CommandError, match="can only be read"):
        await desk.writing.send("hello", targets=["tiktok:@mira"])
    with pytest.raises(CommandError, match="nothing can be written there"):
        await desk.writing.send("hello", targets=["youtube:@mira"])


async def test_without_any_login_the_reason_is_told() -> None:
    desk = Desk(youtube_key=Room(cannot_write="A key only reads."))

    with pytest.raises(CommandError, match="A key only reads"):
        await desk.writing.send("hello")


async def test_an_answer_goes_to_where_the_message_came_from() -> None:
    desk = Desk(twitch_mira=Room(), twitch_other=Room())
    asked = chat("luna", "why?", platform=Platform.TWITCH)

    await desk.writing.send("because", answered=said(asked))

    assert desk.rooms["twitch:mira"].asked == [("send", "because", asked.id)]
    assert not desk.rooms["twitch:other"].asked


async def test_a_deleted_chat_leaves_the_screens_before_the_platform_answers() -> None:
    desk = Desk(twitch_mira=Room(error=CommandError("it is a moderator's")))
    rude = chat("luna", "rude", platform=Platform.TWITCH)

    entry = await desk.writing.delete(said(rude))

    assert desk.gone == [7]
    assert isinstance(entry.body, PlatformAction)
    assert (entry.body.outcome, entry.body.subject) == ("refused", rude.id)


async def test_what_is_no_chat_is_not_deleted() -> None:
    desk = Desk(twitch_mira=Room())
    note = PlatformAction(action="ban", source="twitch:mira", outcome="done")

    with pytest.raises(CommandError):
        await desk.writing.delete(said(note))

    assert desk.gone == []
    assert not desk.rooms["twitch:mira"].asked


async def test_a_viewer_is_banned_on_their_platform_only() -> None:
    desk = Desk(twitch_mira=Room(), twitch_guest=Room(), youtube_abc=Room())

    await desk.writing.ban("twitch:42")
    await desk.writing.unban("twitch:42")

    both = [("ban", "twitch:42"), ("unban", "twitch:42")]
    assert desk.rooms["twitch:mira"].asked == both
    assert desk.rooms["twitch:guest"].asked == both
    assert desk.rooms["youtube:abc"].asked == []


async def test_a_chat_without_an_id_never_clears_the_whole_chat() -> None:
    desk = Desk(twitch_mira=Room())
    nameless = chat("luna", "rude", platform=Platform.TWITCH, id="twitch:")

    with pytest.raises(CommandError, match="no id"):
        await desk.writing.delete(said(nameless))

    assert not desk.rooms["twitch:mira"].asked


@pytest.mark.parametrize("seconds", [0, -1, 1_209_601])
async def test_a_timeout_that_no_platform_knows_is_not_asked_for(seconds: int) -> None:
    desk = Desk(twitch_mira=Room())

    with pytest.raises(CommandError, match="1 to"):
        await desk.writing.time_out("twitch:42", seconds=seconds)

    assert not desk.rooms["twitch:mira"].asked


@pytest.mark.parametrize("viewer_id", ["", "42", "twitch:"])
async def test_nobody_is_banned_without_a_name(viewer_id: str) -> None:
    desk = Desk(twitch_mira=Room())

    with pytest.raises(CommandError):
        await desk.writing.ban(viewer_id)

    assert not desk.rooms["twitch:mira"].asked
