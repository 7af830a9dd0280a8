"""What is typed stays beside what is kept, until it is kept, discarded or deleted."""

from __future__ import annotations

import pytest

from companion.domain.show.bots import BotBook, CommandDef, ThresholdDef
from companion.gui.bots.draft import (
    BookDraft,
    Item,
    put_back,
    title_of,
    with_item,
    without_item,
)

SONG = CommandDef(name="song", reply="la")
HUG = CommandDef(name="hug", reply="o")
POINTS = CommandDef(name="points")


@pytest.fixture
def draft() -> BookDraft:
    made = BookDraft()
    made.load(
        BotBook(commands=(SONG, HUG)),
        (POINTS,),
        counters=(("deaths", 3),),
        quotes=((1, "oh"),),
    )
    return made


def item(draft: BookDraft, key: str) -> Item:
    found = draft.item(key)
    assert found is not None
    return found


def test_our_own_commands_come_first(draft: BookDraft) -> None:
    keys = [(one.key, one.is_built_in) for one in draft.items("commands")]

    assert keys == [
        ("commands:points", True),
        ("commands:song", False),
        ("commands:hug", False),
    ]


def test_typing_touches_nothing_that_is_kept(draft: BookDraft) -> None:
    typed = CommandDef(name="song", reply="lala")
    draft.edit("commands:song", typed)

    assert item(draft, "commands:song").is_dirty
    assert item(draft, "commands:song").saved == SONG
    assert draft.book.commands == (SONG, HUG)
    assert draft.whole().commands == (typed, HUG)


def test_typing_back_what_is_kept_leaves_no_draft(draft: BookDraft) -> None:
    draft.edit("commands:song", CommandDef(name="song", reply="lala"))
    draft.edit("commands:song", SONG)

    assert draft.dirty() == []


def test_a_name_that_is_typed_anew_keeps_its_place(draft: BookDraft) -> None:
    draft.edit("commands:song", CommandDef(name="sing", reply="la"))

    names = [one.name for one in draft.whole().commands]

    assert names == ["sing", "hug"]
    assert title_of(item(draft, "commands:song")) == "!sing"


def test_a_draft_outlives_what_somebody_else_deletes(draft: BookDraft) -> None:
    typed = CommandDef(name="song", reply="lala")
    draft.edit("commands:song", typed)

    draft.load(BotBook(commands=(HUG,)), (POINTS,))

    left = item(draft, "commands:song")
    assert (left.saved, left.draft) == (None, typed)


def test_a_draft_that_somebody_else_kept_is_none_any_more(draft: BookDraft) -> None:
    typed = CommandDef(name="song", reply="lala")
    draft.edit("commands:song", typed)

    draft.load(BotBook(commands=(typed, HUG)), (POINTS,))

    assert draft.dirty() == []


def test_what_is_no_value_is_remembered_as_typed(draft: BookDraft) -> None:
    draft.type_wrong("commands:song", "cooldown_s", "soon")
    assert item(draft, "commands:song").wrong == (("cooldown_s", "soon"),)
    assert item(draft, "commands:song").is_dirty

    draft.type_wrong("commands:song", "cooldown_s", None)
    assert not item(draft, "commands:song").is_dirty


def test_discarding_what_is_new_takes_it_away(draft: BookDraft) -> None:
    key = draft.add("commands")
    assert draft.item(key) is not None

    draft.discard(key)

    assert draft.item(key) is None


def test_what_was_discarded_can_be_taken_up_again(draft: BookDraft) -> None:
    key = draft.add("rules")
    before = item(draft, key)
    draft.discard(key)

    draft.restore(before)

    assert draft.item(key) == before


def test_a_copy_has_a_name_and_no_aliases_of_its_own(draft: BookDraft) -> None:
    like = CommandDef(name="song", aliases=("songs",), reply="la")

    copy = item(draft, draft.add("commands", like)).draft
    again = item(draft, draft.add("commands", like)).draft

    assert isinstance(copy, CommandDef)
    assert isinstance(again, CommandDef)
    assert (copy.name, copy.aliases, copy.reply) == ("song2", (), "la")
    assert again.name == "song3"


def test_new_bots_have_ids_that_nothing_has(draft: BookDraft) -> None:
    old = ThresholdDef(id="threshold-7", name="a", words=("a",))
    draft.load(BotBook(thresholds=(old,)))

    ids = []
    for _each in range(2):
        made = item(draft, draft.add("thresholds")).draft
        assert isinstance(made, ThresholdDef)
        ids.append(made.id)

    assert ids == ["threshold-8", "threshold-9"]


def test_our_own_command_enters_the_book_when_it_is_changed(draft: BookDraft) -> None:
    changed = CommandDef(name="points", cooldown_s=60)
    draft.edit("commands:points", changed)

    book = with_item(draft.book, item(draft, "commands:points"))

    assert book.commands == (SONG, HUG, changed)


def test_deleting_and_putting_back_leaves_the_book_as_it_was(draft: BookDraft) -> None:
    song = item(draft, "commands:song")

    without = without_item(draft.book, song)

    assert without.commands == (HUG,)
    assert put_back(without, song, 0) == draft.book
    assert put_back(draft.book, song, 0) == draft.book


def test_counters_and_quotes_are_items_but_not_in_the_book(draft: BookDraft) -> None:
    assert title_of(item(draft, "counters:deaths")) == "deaths"
    assert title_of(item(draft, "quotes:1")) == "Quote 1"
    assert with_item(draft.book, item(draft, "quotes:1")) == draft.book
