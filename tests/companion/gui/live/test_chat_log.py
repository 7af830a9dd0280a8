"""Entries, reviews and retractions find their rows; the log stays bounded."""

from __future__ import annotations

from companion.domain.entries import Erasure, Featured, Verdict
from companion.domain.events import ChatCleared, ChatDeleted, ViewerRemoved
from companion.domain.values import Role
from companion.domain.views import Review, Shown
from companion.gui.live.chat_log import LIMIT, STREAK_SILENCE, ChatLog
from companion.gui.live.chat_row import ChatRow, RowKind, RowState
from tests.support.fakes import EPOCH
from tests.support.live_scene import (
    CHANNELS,
    SECOND,
    TIKTOK,
    TWITCH,
    YOUTUBE,
    Ledger,
    viewer,
)


def _rows(log: ChatLog) -> list[ChatRow]:
    return list(log.rows.values())


def _say(book: Ledger, log: ChatLog, text: str = "hi", name: str = "Ida") -> Shown:
    shown = book.shown(book.chat(TWITCH, name, text))
    log.take_shown([shown])
    return shown


def test_a_streak_is_one_row_that_grows() -> None:
    book, log = Ledger(), ChatLog()
    for total, increase in ((1, 1), (5, 4), (120, 115)):
        gift = book.gift("Луна", "Rose", total=total, increase=increase)
        log.take_shown([book.shown(gift, points=increase)])

    (row,) = _rows(log)
    assert (row.title, row.count, row.points) == ("Rose ×120", 120, 120_000)
    assert row.running


def test_the_last_increase_may_end_a_streak() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown([book.shown(book.gift("Луна", "Rose", total=1), points=1)])
    end = book.gift("Луна", "Rose", total=2, increase=1, ended=True)
    log.take_shown([book.shown(end, points=1)])

    assert not _rows(log)[0].running


def test_a_reused_group_opens_another_row() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown([book.shown(book.gift("Луна", "Rose", total=9, ended=True))])
    log.take_shown([book.shown(book.gift("Луна", "Rose", total=2))])

    assert [row.count for row in _rows(log)] == [9, 2]


def test_streaks_of_two_viewers_stay_apart() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown([book.shown(book.gift("Луна", "Rose", total=1))])
    log.take_shown([book.shown(book.gift("Ida", "Rose", total=1))])
    more = book.gift("Луна", "Rose", total=4, increase=3)
    log.take_shown([book.shown(more)])

    assert [(row.name, row.count) for row in _rows(log)] == [("Луна", 4), ("Ida", 1)]


def test_a_silent_streak_ends_though_its_end_was_never_heard() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown([book.shown(book.gift("Луна", "Rose", total=3))])

    assert not log.settle(EPOCH + STREAK_SILENCE - 1).changed
    (changed,) = log.settle(EPOCH + STREAK_SILENCE).changed.values()
    assert not changed.running


def test_one_givers_subscriptions_are_one_row_for_a_while() -> None:
    book, log = Ledger(), ChatLog()
    for _ in range(10):
        log.take_shown([book.shown(book.gifted("Nova"), points=500)])
    book.at += 60 * SECOND
    log.take_shown([book.shown(book.gifted("Nova"), points=500)])

    first, second = _rows(log)
    assert (first.title, first.points) == ("gifted 10 Subscriptions", 5_000_000)
    assert second.title == "gifted a Subscription"


def test_a_held_message_is_masked_and_counts_down() -> None:
    book, log = Ledger(), ChatLog()
    chat = book.chat(TIKTOK, "BEN10000", "you are garbage")
    log.take_reviews([book.review(chat, hidden="garbage")])

    (row,) = _rows(log)
    assert row.state is RowState.HELD
    assert row.masked == ((8, 15),)
    assert row.expires_at == EPOCH + 9 * SECOND


def test_a_released_message_appears_in_its_place() -> None:
    book, log = Ledger(), ChatLog()
    chat = book.chat(TIKTOK, "Ida", "fine after all")
    review = book.review(chat)
    log.take_reviews([review])
    _say(book, log, "later")
    log.take_shown([Shown(entry=review.entry, late=True)])

    first, second = _rows(log)
    assert (first.text, first.state, first.masked) == (
        "fine after all",
        RowState.SHOWN,
        (),
    )
    assert second.text == "later"


def test_an_expired_message_is_blocked_and_all_of_it_hidden() -> None:
    book, log = Ledger(), ChatLog()
    review = book.review(book.chat(TIKTOK, "Ida", "bad"))
    log.take_reviews([review])
    blocked = type(review)(entry=review.entry, text=Verdict.BLOCK, name=Verdict.ALLOW)
    log.take_reviews([blocked])

    (row,) = _rows(log)
    assert (row.state, row.masked, row.expires_at) == (
        RowState.BLOCKED,
        ((0, 3),),
        None,
    )


def test_a_name_under_review_shows_its_alias() -> None:
    book, log = Ledger(), ChatLog()
    chat = book.chat(TIKTOK, "rude name", "hi")
    log.take_reviews([book.review(chat, text=Verdict.ALLOW, name=Verdict.HOLD)])

    assert _rows(log)[0].name.startswith("Viewer ")


def test_support_shows_at_once_and_only_its_text_waits() -> None:
    book, log = Ledger(), ChatLog()
    review = book.review(book.superchat("Ida", 5_000_000, "so bad"), hidden="bad")
    quiet = book.superchat("Ida", 5_000_000, "")
    entry = type(review.entry)
    shown = entry(
        **{
            **{name: getattr(review.entry, name) for name in entry.__struct_fields__},
            "body": quiet,
        }
    )
    for order in ((shown, review), (review, shown)):
        log = ChatLog()
        for one in order:
            if one is review:
                log.take_reviews([review])
            else:
                log.take_shown([Shown(entry=shown)])
        (row,) = _rows(log)
        assert row.title == "€5.00 Super Chat"
        assert (row.text, row.state) == ("so bad", RowState.HELD)


def test_a_late_release_of_a_grown_gift_counts_nothing_twice() -> None:
    book, log = Ledger(), ChatLog()
    first = book.entry(book.gift("Луна", "Rose", total=2), points=2)
    second = book.entry(book.gift("Луна", "Rose", total=5, increase=3), points=3)
    log.take_shown([Shown(entry=first), Shown(entry=second)])
    log.take_shown([Shown(entry=first, late=True), Shown(entry=second, late=True)])

    (row,) = _rows(log)
    assert (row.count, row.points, row.title) == (5, 5_000, "Rose ×5")


def test_a_retracted_message_leaves_its_place_but_not_its_words() -> None:
    book, log = Ledger(), ChatLog()
    shown = _say(book, log, "oops")
    log.take_retracted([shown.entry.seq])

    (row,) = _rows(log)
    assert (row.state, row.text, row.note) == (RowState.REMOVED, "", "Message removed")


def test_a_platforms_own_delete_says_by_whom() -> None:
    book, log = Ledger(), ChatLog()
    shown = _say(book, log, "oops")
    log.take_retracted([shown.entry.seq])
    deleted = ChatDeleted(
        id="twitch:d",
        platform=TWITCH,
        channel=CHANNELS[TWITCH],
        targets=(shown.entry.body.id,),
        by=viewer(TWITCH, "Zoë"),
    )
    log.take_shown([book.shown(deleted)])

    assert _rows(log)[0].note == "Message removed by Zoë"


def test_a_ban_removes_all_of_that_viewer_and_nobody_else() -> None:
    book, log = Ledger(), ChatLog()
    _say(book, log, "one", "Bo")
    _say(book, log, "two", "Ida")
    _say(book, log, "three", "Bo")
    ban = ViewerRemoved(
        id="twitch:b",
        platform=TWITCH,
        channel=CHANNELS[TWITCH],
        target=viewer(TWITCH, "Bo").id,
        action="ban",
    )
    log.take_shown([book.shown(ban)])

    states = [row.state for row in _rows(log)]
    assert states == [RowState.REMOVED, RowState.SHOWN, RowState.REMOVED]


def test_an_unban_removes_nothing() -> None:
    book, log = Ledger(), ChatLog()
    _say(book, log, "one", "Bo")
    unban = ViewerRemoved(
        id="twitch:u",
        platform=TWITCH,
        channel=CHANNELS[TWITCH],
        target=viewer(TWITCH, "Bo").id,
        action="unban",
    )
    log.take_shown([book.shown(unban)])

    assert _rows(log)[0].state is RowState.SHOWN


def test_a_cleared_chat_removes_that_platform_only() -> None:
    book, log = Ledger(), ChatLog()
    _say(book, log)
    log.take_shown([book.shown(book.chat(YOUTUBE, "Ayşe", "still here"))])
    cleared = ChatCleared(id="twitch:c", platform=TWITCH, channel=CHANNELS[TWITCH])
    log.take_shown([book.shown(cleared)])

    first, second, line = _rows(log)
    assert first.state is RowState.REMOVED
    assert second.state is RowState.SHOWN
    assert line.kind is RowKind.LINE


def test_featuring_marks_one_row_and_unmarks_the_one_before() -> None:
    book, log = Ledger(), ChatLog()
    one, two = _say(book, log, "one"), _say(book, log, "two")
    log.take_shown([book.shown(Featured(of=one.entry.seq))])
    log.take_shown([book.shown(Featured(of=two.entry.seq))])
    assert [row.featured for row in _rows(log)] == [False, True]

    log.take_shown([book.shown(Featured(of=None))])
    assert [row.featured for row in _rows(log)] == [False, False]


def test_a_removed_row_is_featured_no_longer() -> None:
    book, log = Ledger(), ChatLog()
    one = _say(book, log)
    log.take_shown([book.shown(Featured(of=one.entry.seq))])
    log.take_retracted([one.entry.seq])

    assert not _rows(log)[0].featured
    assert log.featured is None


def test_an_answer_quotes_what_it_answers() -> None:
    book, log = Ledger(), ChatLog()
    first = _say(book, log, "that flank was filthy", "Sørina")
    answer = book.chat(TWITCH, "Ayşe", "clipped it", reply_to=first.entry.body.id)
    log.take_shown([book.shown(answer)])

    assert _rows(log)[1].quote == "\u2068Sørina\u2069: that flank was filthy"
    assert _rows(log)[1].answers == _rows(log)[0].uid


def test_an_answer_to_what_was_never_heard_says_so() -> None:
    book, log = Ledger(), ChatLog()
    answer = book.chat(TWITCH, "Ayşe", "yes", reply_to="twitch:long-ago")
    log.take_shown([book.shown(answer)])

    (row,) = _rows(log)
    assert (row.quote, row.answers) == ("in reply to an earlier message", 0)


def test_what_is_removed_leaves_the_answers_that_quote_it_too() -> None:
    book, log = Ledger(), ChatLog()
    first = _say(book, log, "vile words", "Bo")
    answer = book.chat(TWITCH, "Ayşe", "oh no", reply_to=first.entry.body.id)
    log.take_shown([book.shown(answer)])
    log.take_retracted([first.entry.seq])

    assert _rows(log)[1].quote == "in reply to a message that is gone"
    assert _rows(log)[1].text == "oh no"


def test_a_message_held_later_leaves_the_answers_that_quote_it() -> None:
    book, log = Ledger(), ChatLog()
    first = _say(book, log, "vile words", "Bo")
    answer = book.chat(TWITCH, "Ayşe", "oh no", reply_to=first.entry.body.id)
    log.take_shown([book.shown(answer)])
    review = Review(entry=first.entry, text=Verdict.HOLD, name=Verdict.ALLOW)
    log.take_reviews([review])

    assert "vile" not in _rows(log)[1].quote


def test_a_message_that_names_the_broadcaster_is_marked() -> None:
    book, log = Ledger(), ChatLog()
    log.set_names(["@mira.plays"])
    _say(book, log, "hey @Mira.Plays!")
    assert _rows(log)[0].mentions == ((4, 15),)


def test_names_that_become_known_later_are_found_in_what_is_there() -> None:
    book, log = Ledger(), ChatLog()
    _say(book, log, "hey @mira_plays")
    changes = log.set_names(["mira_plays"])

    assert [row.mentions for row in changes.changed.values()] == [((4, 15),)]


def test_the_broadcasters_own_messages_mention_nobody_and_tell_their_name() -> None:
    book, log = Ledger(), ChatLog()
    own = book.chat(TWITCH, "Mira", "@Mira is me", Role.BROADCASTER)
    log.take_shown([book.shown(own)])
    _say(book, log, "hi @mira")

    assert [row.mentions for row in _rows(log)] == [(), ((3, 8),)]


def test_a_hidden_message_is_not_quoted() -> None:
    book, log = Ledger(), ChatLog()
    held = book.chat(TWITCH, "Bo", "secret")
    log.take_reviews([book.review(held)])
    answer = book.chat(TWITCH, "Ayşe", "no", reply_to=held.id)
    log.take_shown([book.shown(answer)])

    assert _rows(log)[1].quote == "in reply to an earlier message"


def test_a_forgotten_viewer_leaves_neither_name_nor_words() -> None:
    book, log = Ledger(), ChatLog()
    shown = _say(book, log, "my words", "My Name")
    log.take_shown([book.shown(Erasure(numbers=(shown.entry.number,)))])

    (row,) = _rows(log)
    assert "My" not in f"{row.name}{row.text}{row.quote}{row.note}{row.title}"
    assert row.viewer is None


def test_test_events_are_marked() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown([book.shown(book.chat(TIKTOK, "Ida", "hi"), test=True)])

    assert _rows(log)[0].test


def test_the_log_is_bounded_and_keeps_the_newest() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(LIMIT))
    last = _say(book, log, "newest")
    assert log.trim().head == 1

    assert len(log) == LIMIT
    assert _rows(log)[-1].text == "newest"
    assert log.row_of_seq(1) is None
    assert log.row_of_seq(last.entry.seq) is not None


def test_while_somebody_reads_only_rows_they_do_not_see_go() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(100))
    reading = (11, 30)
    more = (book.shown(book.chat(TIKTOK, "Bo", f"{n}")) for n in range(2 * LIMIT))
    log.take_shown(more)
    plan = log.trim(reading)

    assert len(log) == 2 * LIMIT
    kept = list(log.rows)
    assert kept[: 30 - 11 + 1] == list(range(11, 31))
    assert plan.head == 10
    skipped = plan.skipped
    assert skipped is not None
    assert skipped.row.kind is RowKind.SKIPPED
    assert skipped.row.uid == 31
    assert skipped.row.count == 1 + len(skipped.dropped)


def test_what_was_skipped_is_counted_on() -> None:
    book, log = Ledger(), ChatLog()
    log.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(30))
    for _ in range(3):
        log.take_shown(
            book.shown(book.chat(TIKTOK, "Bo", f"{n}")) for n in range(2 * LIMIT)
        )
        log.trim((1, 30))

    skip = next(row for row in _rows(log) if row.kind is RowKind.SKIPPED)
    shown = len(log) - 1
    assert skip.count + shown == 30 + 3 * 2 * LIMIT


def test_the_indexes_do_not_grow_for_ever() -> None:
    book, log = Ledger(), ChatLog()
    for number in range(4 * LIMIT):
        group = f"g{number}"
        one = book.gift("Луна", "Rose", total=1, group=group)
        two = book.gift("Луна", "Rose", total=2, increase=1, group=group)
        log.take_shown([book.shown(one), book.shown(two)])
        log.trim()

    sizes = [len(log._by_seq), len(log._by_event), len(log._merging), len(log._running)]
    assert max(sizes) <= 4 * LIMIT


def test_another_session_starts_empty() -> None:
    book, log = Ledger(), ChatLog()
    shown = _say(book, log)
    log.clear()

    assert len(log) == 0
    assert log.row_of_seq(shown.entry.seq) is None
