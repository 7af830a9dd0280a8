"""The chat as a Qt list: one update per batch, filtered, bounded."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtTest import QAbstractItemModelTester

from companion.domain.entries import Verdict
from companion.domain.views import Review
from companion.gui.live.chat_filter import ChatFilter
from companion.gui.live.chat_log import LIMIT
from companion.gui.live.chat_model import ROW, ChatModel
from companion.gui.live.chat_row import RowKind
from tests.support.live_scene import TIKTOK, TWITCH, YOUTUBE, Ledger, Scene

pytestmark = pytest.mark.qt


@pytest.fixture
def model(qapp) -> ChatModel:
    made = ChatModel()
    made.zone = "UTC"
    # Qt's own checker: it fails the test on any wrong signal.
    made.checker = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def _texts(model: ChatModel) -> list[str]:
    return [model.row(one).text for one in range(model.rowCount())]


def test_a_batch_is_one_insertion(model: ChatModel, qtbot) -> None:
    book = Ledger()
    batch = [book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(200)]
    inserted = []
    model.rowsInserted.connect(lambda _in, one, two: inserted.append((one, two)))
    model.take_shown(batch)

    assert inserted == [(0, 199)]


def test_a_hundred_likes_do_not_touch_the_list(model: ChatModel) -> None:
    book = Ledger()
    touched = []
    model.rowsInserted.connect(touched.append)
    model.dataChanged.connect(touched.append)
    model.take_shown(book.shown(book.like("Ida", 3)) for _ in range(100))

    assert touched == []


def test_only_the_row_that_grew_changes(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown([book.shown(book.gift("Луна", "Rose", total=1))])
    model.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(9))
    changed = []
    model.dataChanged.connect(lambda one, two: changed.append((one.row(), two.row())))
    model.take_shown([book.shown(book.gift("Луна", "Rose", total=4, increase=3))])

    assert changed == [(0, 0)]
    assert model.row(0).title == "Rose ×4"


def test_one_platform_can_be_shown_alone(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown(
        book.shown(book.chat(platform, "Ida", platform.value))
        for platform in (TIKTOK, TWITCH, YOUTUBE, TWITCH)
    )
    model.set_filters([ChatFilter(platforms=frozenset({TWITCH}))])
    assert _texts(model) == ["twitch", "twitch"]

    model.take_shown([book.shown(book.chat(TIKTOK, "Ida", "unseen"))])
    model.take_shown([book.shown(book.chat(TWITCH, "Ida", "seen"))])
    assert _texts(model) == ["twitch", "twitch", "seen"]

    model.set_filters([])
    assert model.rowCount() == 6


def test_words_are_found_in_names_and_texts_whatever_the_case(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown(
        [
            book.shown(book.chat(TIKTOK, "Rosa", "hello")),
            book.shown(book.chat(TIKTOK, "Ida", "a ROSE for you")),
            book.shown(book.chat(TIKTOK, "Bo", "nothing")),
        ]
    )
    model.set_filters([ChatFilter(words="ros")])

    assert [model.row(one).name for one in range(model.rowCount())] == ["Rosa", "Ida"]


def test_trimming_drops_from_the_top(model: ChatModel) -> None:
    book = Ledger()
    count = LIMIT + 500
    model.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(count))
    model.trim()

    assert model.rowCount() == LIMIT
    assert model.row(0).text == "500"


def test_trimming_while_filtered_keeps_list_and_log_alike(model: ChatModel) -> None:
    book = Ledger()
    model.set_filters([ChatFilter(platforms=frozenset({TWITCH}))])
    for _ in range(3):
        model.take_shown(
            book.shown(book.chat(TIKTOK if n % 3 else TWITCH, "Ida", f"{n}"))
            for n in range(LIMIT // 2)
        )
    model.trim()

    kept = [row.text for row in model.log.rows.values() if row.platform is TWITCH]
    assert _texts(model) == kept


def test_what_is_read_stays_and_the_gap_is_told(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(60))
    reading = (model.row(20).uid, model.row(40).uid)
    for _ in range(3):
        model.take_shown(
            book.shown(book.chat(TIKTOK, "Bo", f"{n}")) for n in range(2 * LIMIT)
        )
        model.trim(reading)

    assert model.rowCount() == 2 * LIMIT
    first = model.position_of(reading[0])
    last = model.position_of(reading[1])
    assert first is not None
    assert last is not None
    assert [model.row(one).text for one in range(first, last + 1)] == [
        f"{n}" for n in range(20, 41)
    ]
    assert model.row(last + 1).kind is RowKind.SKIPPED


def test_rows_are_found_by_uid(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown(book.shown(book.chat(TIKTOK, "Ida", f"{n}")) for n in range(5))

    assert model.position_of(model.row(3).uid) == 3
    assert model.position_of(999) is None


def test_a_row_is_read_out_as_one_sentence(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown([book.shown(book.gift("Луна", "Rose", total=3), points=3)])
    held = book.review(book.chat(TIKTOK, "Bo", "so bad here"), hidden="bad")
    model.take_reviews([held])

    said = [model.data(model.index(one)) for one in range(2)]
    assert said[0] == "Луна, Rose ×3, +3…, TikTok, 20:00"
    assert said[1] == "Bo, so (hidden) here, held, TikTok, 20:00"


def test_the_row_itself_is_there_for_the_delegate(model: ChatModel) -> None:
    book = Ledger()
    model.take_shown([book.shown(book.chat(TIKTOK, "Ida", "hi"))])

    assert model.data(model.index(0), ROW) is model.row(0)
    assert model.data(model.index(7), ROW) is None


def test_a_whole_evening_breaks_no_rule_of_qt(model: ChatModel) -> None:
    scene = Scene()
    for item in scene.chat():
        if hasattr(item, "late"):
            model.take_shown([item])
        else:
            model.take_reviews([item])
        model.trim()
    model.settle(scene.ledger.at + 60_000_000)
    model.take_retracted([model.row(0).seq])
    model.clear()

    assert model.rowCount() == 0


def test_a_name_that_becomes_known_brings_its_mentions_into_the_filter() -> None:
    book, model = Ledger(), ChatModel()
    model.set_filters([ChatFilter(mentions_only=True)])
    model.take_shown([book.shown(book.chat(TWITCH, "Ida", "hi @mira"))])
    assert model.rowCount() == 0

    model.set_names(["mira"])
    assert model.rowCount() == 1


def test_what_is_filtered_is_told_too() -> None:
    book, model = Ledger(), ChatModel()
    told: list[int] = []
    model.appended.connect(lambda rows: told.append(len(rows)))
    model.set_filters([ChatFilter(words="rose")])
    model.take_shown([book.shown(book.chat(TWITCH, "Ida", "tulip")) for _n in range(3)])

    assert told == [3]
    assert model.rowCount() == 0


def test_what_has_no_verdict_yet_is_left_out_and_comes_to_its_place(
    model: ChatModel,
) -> None:
    book = Ledger()
    model.set_hides_pending(True)
    waiting = book.shown(book.chat(TWITCH, "Ida", "one"))
    review = Review(entry=waiting.entry, text=Verdict.PENDING, name=Verdict.ALLOW)
    model.take_reviews([review])
    model.take_shown([book.shown(book.chat(TWITCH, "Ida", "two"))])
    assert _texts(model) == ["two"]

    model.take_shown([structs.replace(waiting, late=True)])
    assert _texts(model) == ["one", "two"]

    model.set_hides_pending(False)
    later = book.shown(book.chat(TWITCH, "Ida", "three"))
    model.take_reviews([structs.replace(review, entry=later.entry)])
    assert _texts(model) == ["one", "two", "three"]
