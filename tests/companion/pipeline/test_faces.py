"""Whose name and picture may be seen, whatever the verdicts on their lines."""

from __future__ import annotations

from typing import Literal

import pytest
from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.events import Subscription
from companion.domain.values import Platform, Role, Timestamp, Viewer
from companion.domain.views import Shown, Standing
from companion.pipeline.faces import Faces, Pictures
from companion.pipeline.live_view import LiveView
from tests.support.events import chat, viewer

PICTURE = "https://cdn.example/luna.png"
LUNA = viewer("luna", avatar=PICTURE)


class People(Struct):
    """Marks as a test set them; ids of Viewers."""

    trusted: set[str] = set()
    banned_until: dict[str, Timestamp] = {}
    without_picture: set[str] = set()
    old: set[str] = set()

    def is_trusted(self, viewer_id: str) -> bool:
        return viewer_id in self.trusted

    def hides(self, viewer_id: str, at: Timestamp) -> Literal["", "banned", "muted"]:
        return "muted" if at < self.banned_until.get(viewer_id, 0) else ""

    def hides_picture(self, viewer_id: str) -> bool:
        return viewer_id in self.without_picture

    def is_answer(self, text: str) -> bool:
        return False

    def has_chatted(self, viewer_id: str) -> bool:
        return viewer_id in self.old


def line(who: Viewer = LUNA, seq: int = 1, **fields: object) -> Entry:
    return Entry(
        seq=seq, number=seq, session="s", at=0, body=chat(who), earner=who, **fields
    )


@pytest.mark.parametrize(
    ("pictures", "people", "roles", "is_seen"),
    [
        ("all", People(), (), True),
        ("none", People(trusted={LUNA.id}, old={LUNA.id}), (Role.VIP,), False),
        ("known", People(), (), False),
        ("known", People(), (Role.FOLLOWER,), False),
        ("known", People(), (Role.SUBSCRIBER,), True),
        ("known", People(), (Role.MODERATOR,), True),
        ("known", People(trusted={LUNA.id}), (), True),
        ("known", People(old={LUNA.id}), (), True),
        ("all", People(without_picture={LUNA.id}), (), False),
        ("known", People(without_picture={LUNA.id}, old={LUNA.id}), (), False),
    ],
)
def test_whose_picture_is_shown(
    pictures: Pictures, people: People, roles: tuple[Role, ...], *, is_seen: bool
) -> None:
    faces = Faces(people)
    faces.show_pictures(lambda: pictures)
    seen = faces.of(viewer("luna", avatar=PICTURE, roles=frozenset(roles)))

    assert (seen.avatar == PICTURE) is is_seen
    assert seen.name == "Luna"


def test_a_muted_viewer_has_an_alias_until_the_mute_ends() -> None:
    now = 5
    faces = Faces(People(banned_until={LUNA.id: 10}), now=lambda: now)
    seen = faces.of(LUNA)
    assert seen.name.startswith("Viewer ")
    assert seen.avatar is None

    now = 10
    assert faces.of(LUNA) == LUNA


def test_a_giver_is_seen_as_their_marks_say() -> None:
    gift = Subscription(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=viewer("nova"),
        gifted_by=LUNA,
        tier="1000",
    )
    entry = Entry(seq=1, number=1, session="s", at=0, body=gift, earner=LUNA)
    seen = Faces(People(without_picture={LUNA.id})).of_entry(entry)

    assert seen.event is not None
    assert seen.event.gifted_by.avatar is None
    assert seen.earner is not None
    assert seen.earner.avatar is None


def test_what_stands_on_the_screens_changes_with_a_mark_and_back() -> None:
    people = People()
    view = LiveView(Faces(people))
    view.show([Shown(entry=line())])
    people.without_picture.add(LUNA.id)
    assert view.feed(1)[0].event.viewer.avatar is None
    assert view.chat(1)[0].event.viewer.avatar is None
    people.banned_until[LUNA.id] = 1
    standing = Standing(rank=1, viewer=LUNA, points=5)
    assert view.as_allowed(standing).viewer.name.startswith("Viewer ")

    people.banned_until.clear()
    people.without_picture.clear()
    assert view.feed(1)[0].event.viewer == LUNA
    assert view.as_allowed(standing) is standing


def test_what_is_not_marked_is_the_same_object() -> None:
    entry = line()
    assert Faces().of_entry(entry) is entry
