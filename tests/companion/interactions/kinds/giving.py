"""A fold whose Viewers have Points and may have won before."""

from __future__ import annotations

from msgspec import structs

from companion.domain.values import POINT, Role, Viewer
from companion.interactions.kind import Around
from tests.companion.interactions.folding import Folding


class Giving(Folding):
    """points: of Viewers, whole ones by name. known: Viewers by id."""

    def __init__(self) -> None:
        super().__init__()
        self.points: dict[str, int] = {}
        self.known: dict[str, Viewer] = {}

    def around(self) -> Around:
        return structs.replace(
            super().around(),
            viewer=self.known.get,
            points=lambda one: self.points.get(one.partition(":")[2], 0) * POINT,
            winners=self.fold.winners,
        )


def ranked(name: str, *roles: Role) -> Viewer:
    return Viewer(id=f"tiktok:{name}", name=name, roles=frozenset(roles))


def names(viewers: tuple[Viewer, ...]) -> list[str]:
    return [one.id.partition(":")[2] for one in viewers]
