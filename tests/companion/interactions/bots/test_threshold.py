"""The revolution: enough different people within the window, once, then it rests."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, ThresholdDef
from companion.domain.show.notes import Celebrated
from companion.domain.studio import MediaItem
from companion.domain.values import Platform, Role
from companion.interactions.bots.threshold import MOST_DUE
from tests.companion.interactions.bots.evening import HELD, Evening
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock, settle

K = 5


def film(name: str = "revolution.webm", **fields: Any) -> MediaItem:
    base: dict[str, Any] = {
        "id": "f",
        "kind": "video",
        "media_type": "video/webm",
        "size": 9,
    }
    return MediaItem(**{"name": name, **base, **fields})


def book(**fields: Any) -> BotBook:
    base: dict[str, Any] = {
        "id": "r",
        "name": "Revolution",
        "words": ("revolution", "🔥"),
    }
    more = {"needed": K, "within_s": 20, "rests_s": 300, "message": "{{callers}} rose"}
    return BotBook(thresholds=(ThresholdDef(**{**base, **more, **fields}),))


def call(evening: Evening, *who: int, text: str = "Révolution!!") -> None:
    for number in who:
        evening.hear(chat(f"v{number}", text))


def fired(evening: Evening) -> list[Celebrated]:
    bodies = [entry.body for entry in evening.record.entries]
    return [body for body in bodies if isinstance(body, Celebrated)]


async def test_one_fewer_than_needed_does_nothing(evening: Evening) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, *range(K - 1))
        await settle()

    assert fired(evening) == []
    assert evening.thresholds.views()[0].callers == K - 1


async def test_as_many_as_needed_fire_it_once(evening: Evening) -> None:
    evening.media["revolution.webm"] = film()
    evening.use(book(video="revolution.webm", title="Enough!"))
    async with evening.running():
        call(evening, *range(K))
        await settle()
        call(evening, *range(K, 3 * K))
        await settle()

    (one,) = fired(evening)
    assert (one.title, one.video, one.callers) == ("Enough!", "revolution.webm", K)
    assert evening.hand.done == [("message", f"{K} rose")]


async def test_one_caller_many_times_does_nothing(evening: Evening) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, *[1] * (10 * K))
        await settle()

    assert fired(evening) == []


async def test_linked_accounts_are_one_caller(evening: Evening) -> None:
    evening.use(book())
    evening.people.update({f"tiktok:v{number}": "tiktok:v0" for number in range(K)})
    async with evening.running():
        call(evening, *range(K))
        await settle()

    assert fired(evening) == []


async def test_the_window_slides(evening: Evening, clock: FakeClock) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, 0, 1)
        await clock.advance(21)
        call(evening, 2, 3, 4)
        await settle()
        assert fired(evening) == []
        await clock.advance(10)
        call(evening, 0, 1)
        await settle()

    assert len(fired(evening)) == 1


async def test_it_rests_and_can_fire_again_then(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, *range(K))
        await settle()
        await clock.advance(299)
        call(evening, *range(K))
        await settle()
        assert len(fired(evening)) == 1
        await clock.advance(1)
        call(evening, *range(K))
        await settle()

    assert len(fired(evening)) == 2


async def test_it_rests_after_a_restart_too(evening: Evening, clock: FakeClock) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, *range(K))
        await settle()
    again = Evening(clock, entries=evening.record.entries)
    again.use(book())

    async with again.running():
        call(again, *range(K))
        await settle()

    assert len(fired(again)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "revolution",
        "REVOLUTION now",
        "the révolution!",
        "🔥🔥",
        "ok🔥",
        "x, revolution.",
    ],
)
async def test_words_are_heard_as_people_write_them(
    evening: Evening, text: str
) -> None:
    evening.use(book(needed=1))
    async with evening.running():
        call(evening, 1, text=text)
        await settle()

    assert len(fired(evening)) == 1


@pytest.mark.parametrize(
    "text", ["revolutionary", "counterrevolution", "evolution", ""]
)
async def test_part_of_another_word_is_no_call(evening: Evening, text: str) -> None:
    evening.use(book(needed=1))
    async with evening.running():
        call(evening, 1, text=text)
        await settle()

    assert fired(evening) == []


async def test_what_the_gate_holds_back_and_tests_do_not_count(
    evening: Evening,
) -> None:
    evening.use(book())
    async with evening.running():
        for number in range(K):
            evening.hear(chat(f"v{number}", "revolution"), judgement=HELD)
            evening.hear(chat(f"w{number}", "revolution"), test=True)
        await settle()

    assert fired(evening) == []


async def test_only_the_platforms_that_it_names_count(evening: Evening) -> None:
    evening.use(book(platforms=(Platform.TWITCH,), needed=1))
    async with evening.running():
        call(evening, 1)
        await settle()
        assert fired(evening) == []
        evening.hear(chat("a", "revolution", platform=Platform.TWITCH))
        await settle()

    assert evening.hand.done == [("message", "1 rose", "twitch")]


async def test_its_own_message_is_no_call(evening: Evening) -> None:
    evening.use(book(needed=1, rests_s=0, message="revolution"))
    own = viewer("mira", roles=frozenset({Role.BROADCASTER}))
    echoes: list[Entry] = []
    evening.hand.on_message = lambda text: echoes.append(evening.hear(chat(own, text)))
    async with evening.running():
        call(evening, 1)
        await settle(200)

    assert len(echoes) == 1
    assert len(fired(evening)) == 1


async def test_callers_of_a_bot_that_is_changed_stay_counted(
    evening: Evening,
) -> None:
    evening.use(book())
    async with evening.running():
        call(evening, *range(K - 1))
        evening.use(book(message="another"))
        call(evening, K)
        await settle()

    assert len(fired(evening)) == 1


async def test_a_message_that_fails_is_done_again_by_hand(evening: Evening) -> None:
    evening.use(book(needed=1))
    evening.hand.fails["message"] = "refused"
    async with evening.running():
        call(evening, 1)
        await settle()
    failed = next(line for line in evening.runs.log() if line.can_repeat)
    evening.hand.fails.clear()
    await evening.runs.repeat(failed.run)

    assert evening.hand.done == [("message", "1 rose")]
    assert len(fired(evening)) == 1


async def test_more_than_can_be_shown_is_left_out(evening: Evening) -> None:
    evening.use(book(needed=1, rests_s=0))
    call(evening, *range(MOST_DUE + 3))

    left = [line for line in evening.log("r") if line.outcome == "left out"]
    assert len(left) == 3


async def test_a_film_must_be_in_the_library(evening: Evening) -> None:
    evening.media["drum.mp3"] = film("drum.mp3", kind="sound")
    for video in ("gone.webm", "drum.mp3"):
        with pytest.raises(CommandError, match=r"thresholds\[0\].video: “"):
            evening.thresholds.check(book(video=video))
    evening.media["revolution.webm"] = film()

    evening.thresholds.check(book(video="revolution.webm"))


async def test_a_film_that_is_gone_keeps_no_other_bot_from_being_changed(
    evening: Evening,
) -> None:
    evening.media["revolution.webm"] = film()
    evening.use(book(video="revolution.webm"))
    evening.media.clear()

    evening.thresholds.check(book(video="revolution.webm", message="other"))


async def test_a_celebration_is_shown_as_long_as_its_film(
    evening: Evening, clock: FakeClock
) -> None:
    evening.media["revolution.webm"] = film(seconds=4.5)
    evening.use(book(needed=1, video="revolution.webm", title="Now"))
    async with evening.running():
        call(evening, 1)
        await settle()
    began = clock.now()

    shown = evening.celebrations.on_air(began + 4_499_999)
    assert shown is not None
    assert (shown.title, shown.video, shown.callers, shown.began_at) == (
        "Now",
        "revolution.webm",
        1,
        began,
    )
    assert evening.celebrations.on_air(began + 4_500_000) is None
    assert evening.celebrations.on_air(began - 1) is None


def restarted(evening: Evening, *, bots: BotBook) -> Evening:
    """Return the same evening in another life of the process, session continued."""
    again = Evening(evening.clock, entries=evening.record.entries)
    again.use(bots)
    fold = again.runs.fresh()
    for entry in evening.record.entries:
        fold.take(entry)
    again.runs.turn_to(fold)
    return again


async def test_who_called_before_a_restart_counts_after_it(evening: Evening) -> None:
    evening.use(book())
    call(evening, *range(K - 1))
    again = restarted(evening, bots=book())
    async with again.running():
        assert again.thresholds.views()[0].callers == K - 1
        call(again, K)
        await settle()

    assert len(fired(again)) == 1


async def test_a_restart_after_the_last_call_needed_fires_it_then(
    evening: Evening,
) -> None:
    evening.use(book())
    call(evening, *range(K))  # the bots are killed before they get to it
    again = restarted(evening, bots=book())
    async with again.running():
        await settle()
        call(again, *range(K))
        await settle()

    assert len(fired(again)) == 1


async def test_calls_from_before_it_fired_count_no_more_after_a_restart(
    evening: Evening,
) -> None:
    bots = book(rests_s=0)
    evening.use(bots)
    async with evening.running():
        call(evening, *range(K))
        await settle()
    again = restarted(evening, bots=bots)
    async with again.running():
        call(again, *range(K - 1))
        await settle()

    assert len(fired(again)) == 1
    assert again.thresholds.views()[0].callers == K - 1


async def test_calls_out_of_the_window_count_no_more_after_a_restart(
    evening: Evening, clock: FakeClock
) -> None:
    evening.use(book())
    call(evening, *range(K - 1))
    await clock.advance(21)
    again = restarted(evening, bots=book())
    async with again.running():
        call(again, K)
        await settle()

    assert fired(again) == []


async def test_a_held_call_that_was_released_counts_after_a_restart(
    evening: Evening,
) -> None:
    evening.use(book(needed=1))
    entry = evening.hear(chat("v1", "revolution"), judgement=HELD)
    evening.release(entry)
    again = restarted(evening, bots=book(needed=1))
    async with again.running():
        await settle()

    assert len(fired(again)) == 1


async def test_another_session_begins_with_no_callers(evening: Evening) -> None:
    evening.use(book())
    call(evening, *range(K - 1))
    evening.runs.turn_to(None)

    assert evening.thresholds.views()[0].callers == 0
