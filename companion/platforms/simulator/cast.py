"""The people of the simulated town: always the same ones, whatever the seed.

Viewer "tiktok:sim-17" is one person in every scenario; the seed decides who is in
tonight and who talks most.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from companion.domain.text import clean_name
from companion.domain.values import Platform, Role, Viewer
from companion.platforms.simulator import material
from companion.platforms.simulator.chance import Dice, Urn, zipf

_ROLES: dict[Platform, tuple[tuple[float, frozenset[Role]], ...]] = {
    Platform.TIKTOK: (
        (0.01, frozenset({Role.MODERATOR})),
        (0.05, frozenset({Role.SUBSCRIBER})),
        (0.40, frozenset({Role.FOLLOWER})),
    ),
    Platform.TWITCH: (
        (0.01, frozenset({Role.MODERATOR})),
        (0.03, frozenset({Role.VIP})),
        (0.20, frozenset({Role.SUBSCRIBER})),
    ),
    Platform.YOUTUBE: (
        (0.01, frozenset({Role.MODERATOR})),
        (0.12, frozenset({Role.MEMBER})),
        (0.13, frozenset({Role.VERIFIED})),
    ),
}
"""Upper bounds of a draw 0..1 and the roles below them; the rest has none."""


class Person(Struct, frozen=True):
    """A Viewer and the language they write in."""

    viewer: Viewer
    language: str


class Crowd:
    """Who is in tonight on one platform, the most active first.

    regulars: how many of them do not depend on the seed; rivals: those who race for
    the lead; hostile: people whose names are hard to show.
    """

    def __init__(
        self,
        people: Sequence[Person],
        *,
        exponent: float,
        regulars: int,
        rivals: int,
        hostile: Sequence[Person],
    ) -> None:
        self.people = list(people)
        self.rivals = self.people[:rivals]
        self.hostile = list(hostile)
        self._regulars = regulars
        self._urn = Urn(self.people, zipf(len(self.people), exponent))

    def somebody(self, dice: Dice) -> Person:
        """Return a person, the active ones more often."""
        return self._urn.draw(dice)

    def rename(self, dice: Dice, name: str) -> Person:
        """Give somebody another name; everything else of theirs stays."""
        index = max(self._urn.draw_index(dice), self._regulars)
        old = self.people[index]
        viewer = Viewer(
            id=old.viewer.id,
            name=name,
            handle=old.viewer.handle,
            avatar=old.viewer.avatar,
            roles=old.viewer.roles,
        )
        self.people[index] = Person(viewer, old.language)
        return self.people[index]


def crowd(
    platform: Platform, size: int, *, exponent: float, rivals: int, dice: Dice
) -> Crowd:
    """Return tonight's crowd: the regulars, then `size` others in tonight's order.

    rivals: how many of the regulars, over all platforms, race for the lead.
    """
    regulars = [_regular(number, one) for number, one in _regulars_on(platform)]
    others = _townsfolk(platform, size)
    for index in range(len(others) - 1, 0, -1):
        other = dice.between(0, index)
        others[index], others[other] = others[other], others[index]
    return Crowd(
        [*regulars, *others],
        exponent=exponent,
        regulars=len(regulars),
        rivals=sum(number <= rivals for number, _one in _regulars_on(platform)),
        hostile=_hostile(platform),
    )


def broadcaster(platform: Platform) -> Viewer:
    """Return the Broadcaster's own account."""
    name = material.names().broadcaster[platform]
    return Viewer(
        id=f"{platform}:sim-mira",
        name=name,
        handle=name.replace(" ", "").lower(),
        roles=frozenset({Role.BROADCASTER}),
    )


def _regulars_on(platform: Platform) -> list[tuple[int, material.Regular]]:
    everyone = enumerate(material.names().regular, 1)
    return [(number, one) for number, one in everyone if one.platform is platform]


def _regular(number: int, one: material.Regular) -> Person:
    viewer = Viewer(
        id=f"{one.platform}:sim-{number}",
        name=one.name,
        handle=f"regular.{number}",
        roles=frozenset(one.roles),
    )
    return Person(viewer, one.language)


def _townsfolk(platform: Platform, size: int) -> list[Person]:
    """Return the first `size` people of the town, always the same ones."""
    dice = Dice(f"the town on {platform}")
    names = material.names()
    tongues = Urn(names.tongue, [tongue.share for tongue in names.tongue])
    people = []
    for number in range(101, 101 + size):
        tongue = tongues.draw(dice)
        name = _name(tongue, names.decoration.after, dice)
        viewer = Viewer(
            id=f"{platform}:sim-{number}",
            name=name,
            handle=f"sim{number}",
            roles=_roles(platform, dice.random()),
        )
        people.append(Person(viewer, tongue.language))
    return people


def _name(tongue: material.Tongue, endings: Sequence[str], dice: Dice) -> str:
    name = dice.pick(tongue.first)
    if dice.happens(0.8):
        name += dice.pick(tongue.joins) + dice.pick(tongue.last)
    if dice.happens(0.4):
        name += str(dice.between(1, 99 if dice.happens(0.6) else 2026))
    return clean_name(name + dice.pick(endings))


def _roles(platform: Platform, draw: float) -> frozenset[Role]:
    for bound, roles in _ROLES[platform]:
        if draw < bound:
            return roles
    return frozenset()


def _hostile(platform: Platform) -> list[Person]:
    """Return people whose names are hard to show; their pictures exist nowhere."""
    people = []
    for number, name in enumerate(material.names().hostile.cleaned()):
        viewer = Viewer(
            id=f"{platform}:sim-h{number}",
            name=name,
            handle=f"h{number}",
            avatar=f"https://avatars.invalid/{number}.png" if number % 3 == 0 else None,
        )
        people.append(Person(viewer, "en"))
    return people
