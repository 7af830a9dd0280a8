"""What is known of Viewers across sessions, and the file that keeps it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from companion.domain.entries import TextPermitted, ViewerMarked
from companion.domain.values import ChatLimits
from companion.moderation.known import Known
from companion.moderation.people import FILE_NAME, MarkName, People
from companion.moderation.skeleton import skeleton_of
from tests.support.fakes import EPOCH

LUNA = "twitch:42"
SECOND = 1_000_000


def mark(
    people: People,
    name: MarkName,
    *,
    seq: int = 1,
    seconds: int | None = None,
    is_lifted: bool = False,
) -> None:
    until = None if seconds is None else EPOCH + seconds * SECOND
    note = ViewerMarked(
        viewer_id=LUNA, mark=name, until=until, is_lifted=is_lifted, of=None
    )
    people.take_mark(note, seq=seq, at=EPOCH)


def kept(folder: Path) -> People:
    """Return people as they are after a restart."""
    return People(folder / FILE_NAME, now=EPOCH + 10**12)


def test_it_answers_what_rules_ask() -> None:
    known: Known = People()

    assert not known.is_trusted(LUNA)
    assert known.hides(LUNA, EPOCH) == ""
    assert not known.may_link(LUNA, EPOCH)
    assert not known.permits("hello")
    assert not known.has_chatted(LUNA)


def test_a_mute_ends_to_the_microsecond() -> None:
    people = People()
    mark(people, "mute", seconds=300)

    assert people.hides(LUNA, EPOCH + 300 * SECOND - 1) == "muted"
    assert people.hides(LUNA, EPOCH + 300 * SECOND) == ""


def test_a_ban_outlasts_a_mute_that_ends() -> None:
    people = People()
    mark(people, "ban")
    mark(people, "mute", seconds=1)
    mark(people, "mute", is_lifted=True)

    assert people.hides(LUNA, EPOCH + 10 * SECOND) == "banned"


def test_a_permit_ends() -> None:
    people = People()
    mark(people, "permit", seconds=60)

    assert people.may_link(LUNA, EPOCH + 59 * SECOND)
    assert not people.may_link(LUNA, EPOCH + 60 * SECOND)


def test_who_has_no_mark_left_is_forgotten() -> None:
    people = People()
    mark(people, "trust")
    mark(people, "strike")
    mark(people, "strike", is_lifted=True)
    mark(people, "trust", is_lifted=True)

    assert list(people.marked(EPOCH)) == []
    assert people.strikes(LUNA) == (0, 0)


def test_a_restart_knows_everything(tmp_path: Path) -> None:
    people = People(tmp_path / FILE_NAME, now=EPOCH)
    for name in ("ban", "trust", "picture"):
        mark(people, name)
    mark(people, "strike")
    people.name(LUNA, "Luna")
    people.take_text(TextPermitted(text="Scunthorpe  away"))
    people.note_mode("raid")
    people.before_raid["twitch:mira"] = ChatLimits(slow_seconds=3)
    people.save(people.frozen())
    again = kept(tmp_path)

    assert again.frozen() == people.frozen()
    (found,) = again.marked(EPOCH)
    assert (found.name, found.is_banned, found.is_trusted) == ("Luna", True, True)
    assert again.hides_picture(LUNA)
    assert again.permits(skeleton_of("SCUNTHORPE away"))
    assert again.texts() == ("Scunthorpe  away",)
    assert again.began == EPOCH
    assert again.mode == "raid"
    assert again.before_raid == {"twitch:mira": ChatLimits(slow_seconds=3)}
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"people": 3}',
        b"[]",
        b'{"x":' + b"[" * 100_000,
        b'{"began":' + b"9" * 30 + b"}",
        b'{"people":{"twitch:1":{"marks":{"mute":{"seq":1,"until":-1}}}}}',
        b'{"people":{"twitch:1":{"strikes":-5}}}',
    ],
    ids=range(9),
)
def test_a_broken_file_is_set_aside_and_said_so(
    tmp_path: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_bytes(broken)
    with caplog.at_level(logging.ERROR):
        people = kept(tmp_path)
    mark(people, "ban")
    people.save(people.frozen())

    assert "cannot be read" in caplog.text
    assert (tmp_path / "people.json.broken").read_bytes() == broken
    assert kept(tmp_path).hides(LUNA, EPOCH) == "banned"


def test_every_broken_file_is_kept(tmp_path: Path) -> None:
    for broken in (b"{", b"[", b"{"):
        (tmp_path / FILE_NAME).write_bytes(broken)
        kept(tmp_path)

    found = sorted(path.read_bytes() for path in tmp_path.glob("*.broken*"))
    assert found == [b"[", b"{"]


def test_what_cannot_be_written_is_said_and_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    people = People(tmp_path / "gone" / FILE_NAME, now=EPOCH)
    mark(people, "ban")
    with caplog.at_level(logging.WARNING):
        people.save(people.frozen())

    assert "cannot be written" in caplog.text
    assert people.hides(LUNA, EPOCH) == "banned"


def test_a_folder_that_is_older_than_its_file_is_no_new_one(tmp_path: Path) -> None:
    people = kept(tmp_path)
    people.was_there(EPOCH)
    people.was_there(EPOCH + SECOND)

    assert people.began == EPOCH


def test_the_newest_chatters_are_remembered() -> None:
    people = People(chatters=3)
    people.chatted(["a", "b", "c", "a", "d"])
    people.chatted_before(["e"])

    assert [one for one in "abcde" if people.has_chatted(one)] == ["a", "c", "d"]


def test_who_wrote_in_earlier_sessions_is_older_than_who_writes_now() -> None:
    people = People(chatters=3)
    people.chatted(["now"])
    people.chatted_before(["newest", "older", "oldest"])
    people.chatted(["next"])

    assert people.has_chatted("now")
    assert people.has_chatted("next")
    assert people.has_chatted("newest")
    assert not people.has_chatted("older")
