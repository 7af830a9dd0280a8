"""The run-sheet: the evening's interactions in order, in a file of the data folder.

What is done is on record; the file holds what is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, Struct

from companion.domain.errors import CommandError
from companion.domain.ports import IdSource
from companion.domain.show.specs import AnySpec
from companion.i18n import _
from companion.kept_file import KeptFile

FILE_NAME: Final = "run_sheet.json"

MOST_ITEMS: Final = 200


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the run-sheet. is_skipped: a person left it out for now."""

    id: str
    spec: AnySpec
    is_skipped: bool = False


class Sheet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole run-sheet."""

    name: Annotated[str, Meta(max_length=200)] = ""
    items: Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)] = ()

    def item(self, item_id: str) -> Item | None:
        """Return an item by its id."""
        return next((one for one in self.items if one.id == item_id), None)

    def after(self, item_id: str) -> Item | None:
        """Return the next item that is not skipped; of "" the first."""
        ids = [one.id for one in self.items]
        start = ids.index(item_id) + 1 if item_id in ids else 0
        return next((one for one in self.items[start:] if not one.is_skipped), None)

    def before(self, item_id: str) -> Item | None:
        """Return the item before one, skipped ones left out."""
        ids = [one.id for one in self.items]
        end = ids.index(item_id) if item_id in ids else len(ids)
        earlier = [one for one in self.items[:end] if not one.is_skipped]
        return earlier[-1] if earlier else None


class SheetFile(KeptFile[Sheet]):
    """Keeps the run-sheet. path: None to keep nothing beyond this run."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path, Sheet())

    @property
    def sheet(self) -> Sheet:
        """Return what is planned."""
        return self.value


def sheet_of(
    name: str, items: Sequence[tuple[str, AnySpec]], before: Sheet, ids: IdSource
) -> Sheet:
    """Return a run-sheet of ids and specs; new ones get an id.

    Raises CommandError for too many, an id twice, or a name too long.
    """
    if len(items) > MOST_ITEMS:
        raise CommandError(
            _("A run-sheet has {most} lines at most.").format(most=MOST_ITEMS)
        )
    made: list[Item] = []
    for item_id, spec in items:
        known = before.item(item_id)
        if any(one.id == item_id for one in made):
            raise CommandError(_("A line of the run-sheet stands in it twice."))
        made.append(
            Item(
                id=item_id or ids.new_id(),
                spec=spec,
                is_skipped=known.is_skipped if known else False,
            )
        )
    if len(name) > 200:
        raise CommandError(_("The name of the run-sheet is longer than 200 letters."))
    return Sheet(name=name, items=tuple(made))
