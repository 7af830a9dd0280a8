"""Which overlays stand where on a stage, and every change that can be made to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

from companion.gui.components.text import isolated
from companion.gui.stage_editor.box import FARTHEST, Box, accepted, joined
from companion.gui.stage_editor.safe_areas import whole
from companion.i18n import _
from overlays.stage import CANVAS, COMPOSITIONS, MOST_ITEMS, StageItem

Canvas = Literal["landscape", "portrait"]
CANVASES: tuple[Canvas, ...] = ("landscape", "portrait")

KEPT_IN_SIGHT = 24
"""Pixels of an overlay that a hand cannot move off the canvas."""

Names = Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """items: from the rearmost to the foremost, each overlay once."""

    canvas: Canvas = "landscape"
    items: tuple[StageItem, ...] = COMPOSITIONS["landscape"]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the overlays on it, from the rearmost to the foremost."""
        return tuple(item.overlay for item in self.items)

    @property
    def is_full(self) -> bool:
        """Tell whether no other overlay fits on it."""
        return len(self.items) >= MOST_ITEMS

    @property
    def is_as_it_comes(self) -> bool:
        """Tell whether nobody has moved anything."""
        return self.items == COMPOSITIONS[self.canvas]

    def item(self, name: str) -> StageItem | None:
        """Return an overlay's place, None when it is not on the stage."""
        return next((one for one in self.items if one.overlay == name), None)

    def movable(self, names: Names) -> tuple[StageItem, ...]:
        """Return those of some overlays that are not locked."""
        return tuple(
            one for one in self.items if one.overlay in names and not one.locked
        )

    def is_outside(self, name: str) -> bool:
        """Tell whether nothing of an overlay is on the canvas."""
        item = self.item(name)
        return item is not None and not box_of(item).meets(whole(self.canvas))

    # Places

    def placed(self, name: str, box: Box) -> Arrangement:
        """Return it with an overlay elsewhere, as near as the stage accepts."""
        fit = accepted(box)
        values = {"x": fit.x, "y": fit.y, "width": fit.width, "height": fit.height}
        return self._with(
            {
                one.overlay: one.model_copy(update=values)
                for one in self.items
                if one.overlay == name
            }
        )

    def moved(self, names: Names, dx: int, dy: int) -> Arrangement:
        """Return it with overlays moved together; locked ones stay.

        None of them leaves the canvas, and none that is outside goes farther away.
        """
        items = self.movable(names)
        if not items:
            return self
        width, height = CANVAS[self.canvas]
        boxes = [box_of(one) for one in items]
        for box in boxes:
            dx = _kept(box.x, box.width, dx, width)
            dy = _kept(box.y, box.height, dy, height)
        return self._with(
            {
                one.overlay: one.model_copy(
                    update={"x": one.x + dx, "y": one.y + dy},
                )
                for one in items
            }
        )

    def brought_back(self, name: str) -> Arrangement:
        """Return it with an overlay in the middle of the canvas."""
        item = self.item(name)
        if item is None:
            return self
        width, height = CANVAS[self.canvas]
        wide, high = min(item.width, width), min(item.height, height)
        box = Box(
            x=(width - wide) // 2, y=(height - high) // 2, width=wide, height=high
        )
        return self.placed(name, box)

    # Layers

    def raised(self, names: Names, *, by: int) -> Arrangement:
        """Return it with overlays so many layers farther in front; below 0: behind."""
        items = list(self.items)
        step = 1 if by > 0 else -1
        for _turn in range(abs(by)):
            order = range(len(items) - 1, -1, -1) if step > 0 else range(len(items))
            for place in order:
                other = place + step
                if (
                    items[place].overlay in names
                    and 0 <= other < len(items)
                    and items[other].overlay not in names
                ):
                    items[place], items[other] = items[other], items[place]
        return replace(self, items=tuple(items))

    def put(self, name: str, place: int) -> Arrangement:
        """Return it with an overlay in another layer; 0 is the rearmost."""
        item = self.item(name)
        if item is None:
            return self
        others = [one for one in self.items if one.overlay != name]
        others.insert(max(0, min(place, len(others))), item)
        return replace(self, items=tuple(others))

    def shown(self, name: str, *, visible: bool) -> Arrangement:
        """Return it with an overlay shown or hidden."""
        return self._changed(name, visible=visible)

    def locked(self, name: str, *, locked: bool) -> Arrangement:
        """Return it with an overlay fixed where it is, or free again."""
        return self._changed(name, locked=locked)

    # More and fewer

    def added(self, name: str, width: int, height: int) -> Arrangement:
        """Return it with another overlay in front, in the middle; full: as it is."""
        if self.is_full or self.item(name) is not None:
            return self
        box = accepted(Box(x=0, y=0, width=width, height=height))
        item = StageItem(overlay=name, x=0, y=0, width=box.width, height=box.height)
        return replace(self, items=(*self.items, item)).brought_back(name)

    def added_beside(self, name: str, other: str) -> Arrangement:
        """Return it with another overlay in front, a little beside one like it."""
        like = self.item(other)
        if like is None or self.is_full or self.item(name) is not None:
            return self
        update = {"overlay": name, "locked": False, "visible": True}
        made = replace(self, items=(*self.items, like.model_copy(update=update)))
        return made.moved({name}, KEPT_IN_SIGHT, KEPT_IN_SIGHT)

    def without(self, names: Names) -> Arrangement:
        """Return it without some overlays."""
        kept = tuple(one for one in self.items if one.overlay not in names)
        return replace(self, items=kept)

    # How

    def _with(self, changed: Mapping[str, StageItem]) -> Arrangement:
        items = tuple(changed.get(one.overlay, one) for one in self.items)
        return replace(self, items=items)

    def _changed(self, name: str, **update: bool) -> Arrangement:
        item = self.item(name)
        return (
            self if item is None else self._with({name: item.model_copy(update=update)})
        )


def box_of(item: StageItem) -> Box:
    """Return where an overlay stands."""
    return Box(x=item.x, y=item.y, width=item.width, height=item.height)


def box_around(items: Sequence[StageItem]) -> Box:
    """Return the smallest box around overlays, of which there is at least one."""
    return joined(tuple(map(box_of, items)))


def composed(canvas: Canvas) -> Arrangement:
    """Return a stage as it comes."""
    return Arrangement(canvas=canvas, items=COMPOSITIONS[canvas])


def values_of(arrangement: Arrangement) -> dict[str, Any]:
    """Return the settings that say it; None where they are as they come."""
    items = [one.model_dump(exclude_defaults=True) for one in arrangement.items]
    return {
        "canvas": arrangement.canvas,
        "items": None if arrangement.is_as_it_comes else items,
    }


def read_arrangement(own: Mapping[str, Any]) -> tuple[Arrangement, tuple[str, ...]]:
    """Return what the settings file says of the stage, as far as it can be shown.

    With it one sentence for each thing that the file says otherwise.
    """
    canvas = own.get("canvas", "landscape")
    problems: list[str] = []
    if canvas not in CANVASES:
        text = _("There is no canvas “{canvas}”; this is the landscape one.")
        problems.append(text.format(canvas=isolated(str(canvas)[:40])))
        canvas = "landscape"
    if "items" not in own:
        return composed(canvas), tuple(problems)
    raw = own["items"]
    if not isinstance(raw, list | tuple):
        problems.append(_("The list of overlays is none; these are as they come."))
        return composed(canvas), tuple(problems)
    items: dict[str, StageItem] = {}
    for place, one in enumerate(raw, 1):
        item, problem = _read_item(one, place)
        if item is not None and item.overlay in items:
            text = _("“{name}” is there twice; the first one counts.")
            problem, item = text.format(name=isolated(item.overlay)), None
        if item is not None and len(items) >= MOST_ITEMS:
            text = _("Only {n} overlays fit on a stage; the others are left out.")
            problem, item = text.format(n=MOST_ITEMS), None
        if problem and problem not in problems:
            problems.append(problem)
        if item is not None:
            items[item.overlay] = item
    arrangement = Arrangement(canvas=canvas, items=tuple(items.values()))
    return arrangement, tuple(problems)


def _read_item(raw: object, place: int) -> tuple[StageItem | None, str]:
    """Return an entry of the file, mended where that is possible, and what was not."""
    if isinstance(raw, StageItem):
        return raw, ""
    try:
        item = StageItem.model_validate(raw)
    except ValidationError:
        return _mended(raw, place)
    if item.overlay.partition("_")[0] == "stage":
        return None, _("A stage cannot stand on a stage; it is left out.")
    return item, ""


def _mended(raw: object, place: int) -> tuple[StageItem | None, str]:
    left_out = _("Entry {n} cannot be read and is left out.").format(n=place)
    if not isinstance(raw, Mapping):
        return None, left_out
    numbers = {key: raw.get(key) for key in ("x", "y", "width", "height")}
    wrong = [one for one in numbers.values() if not isinstance(one, int)]
    if wrong or not isinstance(raw.get("overlay"), str):
        return None, left_out
    box = accepted(Box(**{key: int(value or 0) for key, value in numbers.items()}))
    values = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    try:
        item = StageItem(
            overlay=str(raw["overlay"]),
            visible=raw.get("visible", True) is not False,
            locked=raw.get("locked", False) is True,
            **values,
        )
    except ValidationError:
        return None, left_out
    text = _("“{name}” had no size or place on the canvas; it has the nearest one.")
    return item, text.format(name=isolated(item.overlay))


def _kept(start: int, length: int, by: int, room: int) -> int:
    """Return how far something may go without leaving the canvas."""
    least = min(start, max(-FARTHEST, KEPT_IN_SIGHT - length))
    most = max(start, room - KEPT_IN_SIGHT)
    return max(least, min(start + by, most)) - start
