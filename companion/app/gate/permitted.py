"""Texts that no rule and no model stops, whoever writes them."""

from __future__ import annotations

from collections.abc import Sequence

from companion.app.gate.books import Books, Decide
from companion.app.gate.marks import Save
from companion.domain.entries import AnyNote, Entry, TextPermitted
from companion.domain.errors import CommandError
from companion.i18n import _
from companion.moderation.people import People
from companion.moderation.skeleton import skeleton_of


class PermittedTexts:
    """Permits texts and withdraws them; save: keeps what people know."""

    def __init__(self, *, people: People, books: Books, save: Save) -> None:
        self._people = people
        self._books = books
        self._save = save

    async def permit(self, text: str, *, of: int, who: str = "") -> Entry:
        """Permit a text, written in entry `of`; raises CommandError if it is already.

        A text of signs alone cannot be permitted: nothing of it could be compared.
        """
        if not any(sign.isalnum() for sign in skeleton_of(text)):
            raise CommandError(_("There is no text that could be allowed."))

        async def decide() -> AnyNote:
            if self._people.permits(skeleton_of(text)):
                raise CommandError(_("This text is always allowed already."))
            return TextPermitted(text=text, of=of, who=who)

        return await self._put(decide)

    async def withdraw(self, text: str, *, who: str = "") -> Entry:
        """Judge a text again; raises CommandError when it is not permitted."""

        async def decide() -> AnyNote:
            if not self._people.permits(skeleton_of(text)):
                raise CommandError(_("This text is judged like any other."))
            return TextPermitted(text=text, is_lifted=True, who=who)

        return await self._put(decide)

    async def undo(self, given: Entry, note: TextPermitted, *, who: str = "") -> Entry:
        """Take a permit, or its end, back.

        Raises CommandError when it was taken back already, or changed since.
        """

        async def decide() -> AnyNote:
            found = await self._books.read(
                lambda history: history.notes.texts_permitted()
            )
            _require_newest(given.seq, note, found)
            return TextPermitted(
                text=note.text,
                is_lifted=not note.is_lifted,
                of=note.of,
                who=who,
                undoes=given.seq,
            )

        return await self._put(decide)

    async def _put(self, decide: Decide) -> Entry:
        (entry,) = await self._books.put(decide, self._take)
        await self._save()
        return entry

    def _take(self, entry: Entry) -> None:
        if isinstance(entry.body, TextPermitted):
            self._people.take_text(entry.body)


def _require_newest(seq: int, note: TextPermitted, found: Sequence[Entry]) -> None:
    skeleton = skeleton_of(note.text)
    for later in found:
        body = later.body
        if later.seq <= seq or not isinstance(body, TextPermitted):
            continue
        if body.undoes == seq:
            raise CommandError(_("Entry {seq} is already undone.").format(seq=seq))
        if skeleton_of(body.text) == skeleton:
            text = _("A later decision has replaced entry {seq}.")
            raise CommandError(text.format(seq=seq))
