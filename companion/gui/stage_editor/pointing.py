"""What a hand is doing on the canvas, and where that leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, Qt

from companion.gui.stage_editor.arrangement import Arrangement, box_around, box_of
from companion.gui.stage_editor.box import Box, Handle, resized
from companion.gui.stage_editor.safe_areas import covered, safe_box, whole
from companion.gui.stage_editor.snapping import (
    Guide,
    Lines,
    lines_of,
    snapped_move,
    snapped_pull,
)

_CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
}


@dataclass(slots=True, kw_only=True)
class Grip:
    """A press that became, or may become, a drag.

    start: where, in pixels of the canvas. before: how everything stood. again: a
    selected overlay that is let go of when the press turns out to be a click.
    """

    kind: Literal["move", "resize", "band"]
    start: QPointF
    before: Arrangement
    names: tuple[str, ...] = ()
    handle: Handle = (0, 0)
    again: str = ""
    is_moving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How things stand while a drag goes on."""

    arrangement: Arrangement
    guides: tuple[Guide, ...] = ()


def cursor_of(handle: Handle) -> Qt.CursorShape:
    """Return the pointer that says which way a handle goes."""
    return _CURSORS[handle]


def snap_lines(arrangement: Arrangement, names: tuple[str, ...]) -> Lines:
    """Return what overlays can snap to: canvas, safe areas, and all other overlays."""
    canvas = arrangement.canvas
    others = [
        box_of(one)
        for one in arrangement.items
        if one.visible and one.overlay not in names
    ]
    areas = [part.box for part in covered(canvas)]
    found = lines_of([whole(canvas), safe_box(canvas), *others])
    edges = lines_of(areas)
    # The middle of what an app covers is nothing to stand at.
    inner_x = {x for area in areas for x in (area.x, area.right)}
    inner_y = {y for area in areas for y in (area.y, area.bottom)}
    return Lines(
        xs=(*found.xs, *(x for x in edges.xs if x in inner_x)),
        ys=(*found.ys, *(y for y in edges.ys if y in inner_y)),
    )


def dragged(
    grip: Grip, to: QPointF, keys: Qt.KeyboardModifier, *, reach: float
) -> Held:
    """Return how everything stands when a drag has come to a place.

    reach: how near a line must be to be snapped to, in pixels of the canvas.
    """
    way = to - grip.start
    if keys & Qt.KeyboardModifier.ControlModifier:
        reach = -1
    lines = snap_lines(grip.before, grip.names)
    if grip.kind == "resize":
        return _pulled(grip, way, keys, lines, reach)
    items = grip.before.movable(grip.names)
    if not items:
        return Held(arrangement=grip.before)
    box = box_around(items)
    found = snapped_move(box, way.x(), way.y(), lines, reach=reach)
    moved = grip.before.moved(grip.names, round(found.dx), round(found.dy))
    now = box_around(moved.movable(grip.names))
    return Held(arrangement=moved, guides=_touched(now, found.guides))


def _pulled(
    grip: Grip, way: QPointF, keys: Qt.KeyboardModifier, lines: Lines, reach: float
) -> Held:
    name = grip.names[0]
    item = grip.before.item(name)
    if item is None:
        return Held(arrangement=grip.before)
    box = box_of(item)
    keep_ratio = bool(keys & Qt.KeyboardModifier.ShiftModifier)
    found = snapped_pull(
        box,
        grip.handle,
        way.x(),
        way.y(),
        lines,
        reach=reach,
        keep_ratio=keep_ratio,
    )
    pulled = resized(
        box,
        grip.handle,
        found.dx,
        found.dy,
        keep_ratio=keep_ratio,
        from_middle=bool(keys & Qt.KeyboardModifier.AltModifier),
    )
    placed = grip.before.placed(name, pulled)
    now = placed.item(name)
    guides = _touched(box_of(now), found.guides) if now else ()
    return Held(arrangement=placed, guides=guides)


def _touched(box: Box, guides: tuple[Guide, ...]) -> tuple[Guide, ...]:
    """Return the lines that a box does lie on: its smallest size may keep it off."""
    return tuple(
        guide
        for guide in guides
        if any(
            abs(edge - guide.at) <= 1
            for edge in (box.across if guide.direction == "v" else box.down)
        )
    )
