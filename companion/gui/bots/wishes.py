"""What the page asks of the engine: keep, switch, delete, do again, send."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CommandError, CompanionError
from companion.domain.ports import Engine
from companion.domain.show.bots import AnnouncementDef, BotBook
from companion.gui.bots.draft import (
    BookDraft,
    Counter,
    Def,
    Item,
    Notes,
    Quote,
    identity,
    key_of,
    listed,
    put_back,
    title_of,
    with_item,
    without_item,
)
from companion.gui.bots.problems import problem_of, refused
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.text import isolated
from companion.gui.components.toast import Notice
from companion.gui.theme.theme import Theme
from companion.i18n import _


class _Refused(CommandError):
    """The engine does not keep a book; book: as it was to be kept."""

    def __init__(self, text: str, book: BotBook) -> None:
        super().__init__(text)
        self.book = book


class BotsWishes(QObject):
    """saved: an item is kept; its key before and now. refused: key and Problem.

    changed: the engine holds something else now. gone: an item was deleted. told: a
    webhook was kept, or why not. again: a run is being done, or no longer is.
    """

    saved = Signal(str, str)
    refused = Signal(str, object)
    changed = Signal()
    gone = Signal(str)
    told = Signal(str)
    again = Signal(str, bool)

    def __init__(
        self,
        window: Callable[[], QObject],
        bridge: Bridge,
        draft: BookDraft,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._bridge = bridge
        self._draft = draft
        self._theme = theme
        self._say = say
        self._show_dialog = show_dialog

    # One item

    def save(self, item: Item) -> None:
        """Keep an item as it is typed; the rest of the book stays as it is kept."""
        others = self._draft.items(item.section)
        problem = problem_of(item, others)
        if problem is not None:
            self.refused.emit(item.key, problem)
            return

        async def keep(engine: Engine) -> str:
            return key_of(item.section, await _keep_item(engine, item))

        def then(key: str) -> None:
            now = self._draft.item(item.key)
            self._draft.discard(item.key)
            if now is not None and now.draft != item.draft:
                # Typed on while it was being kept: the new words are a draft again.
                self._draft.edit(key, now.draft)
            self.saved.emit(item.key, key)

        def failed(error: CompanionError) -> None:
            book = error.book if isinstance(error, _Refused) else self._draft.book
            self.refused.emit(item.key, refused(str(error), item, book))

        self._bridge.ask(keep, then=then, failed=failed)

    def switch(self, item: Item) -> None:
        """Switch what is kept on or off at once; what is typed stays typed."""
        self._draft.edit(item.key, _switched(item.draft))
        if item.saved is None:
            self.changed.emit()
            return
        turned = Item(
            key=item.key,
            section=item.section,
            saved=item.saved,
            draft=_switched(item.saved),
        )

        async def keep(engine: Engine) -> None:
            await _keep_item(engine, turned)

        def then(_nothing: None) -> None:
            self.changed.emit()

        def failed(error: CompanionError) -> None:
            self._draft.edit(item.key, item.draft)
            self.changed.emit()
            text = _("{name} not switched").format(name=isolated(title_of(item)))
            self._say(Notice(text=text, detail=str(error), kind="bad"))

        self._bridge.ask(keep, then=then, failed=failed)

    def delete(self, item: Item) -> None:
        """Delete an item; Undo puts it back where it stood."""
        if item.saved is None:
            self._draft.discard(item.key)
            self._tell_gone(item, lambda: self._restore(item))
            return
        place = [identity(one) for one in self._listed(item)].index(
            identity(item.saved)
        )

        async def drop(engine: Engine) -> None:
            if isinstance(item.saved, Quote):
                await engine.bots.keep_quote("", number=item.saved.number)
            else:
                await engine.bots.keep(without_item(engine.bots.book(), item))

        def then(_nothing: None) -> None:
            self._draft.discard(item.key)
            self._tell_gone(item, lambda: self._put_back(item, place))

        self._bridge.ask(drop, then=then, failed=self._not_deleted)

    def reset(self, item: Item) -> None:
        """Have one of our own commands be as it was made."""

        async def drop(engine: Engine) -> None:
            await engine.bots.keep(without_item(engine.bots.book(), item))

        def then(_nothing: None) -> None:
            self._draft.discard(item.key)
            self.changed.emit()
            words = _("{name} is as it was made").format(name=title_of(item))
            self._say(Notice(text=words, undo=lambda: self._put_back(item, 10_000)))

        self._bridge.ask(drop, then=then, failed=self._not_deleted)

    def _listed(self, item: Item) -> tuple[Def, ...]:
        if isinstance(item.saved, Quote):
            return (item.saved,)
        return listed(self._draft.book, item.section)

    def _tell_gone(self, item: Item, undo: Callable[[], object]) -> None:
        self.gone.emit(item.key)
        text = _("Deleted {name}").format(name=isolated(title_of(item)))
        self._say(Notice(text=text, undo=undo))

    def _restore(self, item: Item) -> None:
        self._draft.restore(item)
        self.saved.emit(item.key, item.key)

    def _put_back(self, item: Item, place: int) -> None:
        async def keep(engine: Engine) -> None:
            if isinstance(item.saved, Quote):
                quote = item.saved
                await engine.bots.keep_quote(quote.text, number=quote.number)
            else:
                await engine.bots.keep(put_back(engine.bots.book(), item, place))

        def then(_nothing: None) -> None:
            self._draft.restore(item)
            self.saved.emit(item.key, item.key)

        self._bridge.ask(keep, then=then, failed=self._not_put_back)

    def _not_deleted(self, error: CompanionError) -> None:
        self._say(Notice(text=_("Not deleted"), detail=str(error), kind="bad"))

    def _not_put_back(self, error: CompanionError) -> None:
        self._say(Notice(text=_("Not put back"), detail=str(error), kind="bad"))

    # The log, the announcement

    def repeat(self, run: str) -> None:
        """Do again by hand what failed."""

        async def ask(engine: Engine) -> None:
            await engine.bots.repeat(run)

        def then(_nothing: None) -> None:
            self.again.emit(run, False)
            self.changed.emit()

        def failed(error: CompanionError) -> None:
            self.again.emit(run, False)
            self._say(Notice(text=_("Not done again"), detail=str(error), kind="bad"))

        self.again.emit(run, True)
        self._bridge.ask(ask, then=then, failed=failed)

    def announce(self, text: str) -> None:
        """Ask, then send the going-live post."""
        self._ask_to_send(
            _("Send the going-live post now?"),
            _("It goes to the chats and webhooks that are chosen: “{text}”").format(
                text=text
            ),
            again=False,
        )

    def _ask_to_send(self, title: str, consequence: str, *, again: bool) -> None:
        question = Question(
            self._window(),  # type: ignore[arg-type]  # the page's window is a widget
            theme=self._theme,
            title=title,
            consequence=consequence,
            verb=_("Send it again") if again else _("Send it"),
            safe=_("Do not send"),
            look="primary",
            on_yes=lambda _reason: self._announce(again=again),
        )
        self._show_dialog(question)

    def _announce(self, *, again: bool) -> None:
        async def ask(engine: Engine) -> int:
            return len(await engine.bots.announce(again=again))

        def then(_sent: int) -> None:
            self.changed.emit()
            self._say(Notice(text=_("The going-live post is sent")))

        def failed(error: CompanionError) -> None:
            if not again and isinstance(error, CommandError):
                self._ask_to_send(_("Send it all the same?"), str(error), again=True)
            else:
                notice = Notice(text=_("Not sent"), detail=str(error), kind="bad")
                self._say(notice)

        self._bridge.ask(ask, then=then, failed=failed)

    def keep_webhook(self, name: str, address: str) -> None:
        """Keep a webhook's address in the keyring; "" forgets it, after a question."""
        if address:
            self._keep_webhook(name, address)
            return
        question = Question(
            self._window(),  # type: ignore[arg-type]  # the page's window is a widget
            theme=self._theme,
            title=_("Forget the webhook {name}?").format(name=isolated(name)),
            consequence=_("Its address is deleted from the keyring for good."),
            verb=_("Forget it"),
            safe=_("Keep it"),
            on_yes=lambda _reason: self._keep_webhook(name, ""),
        )
        self._show_dialog(question)

    def _keep_webhook(self, name: str, address: str) -> None:
        async def ask(engine: Engine) -> None:
            await engine.bots.keep_webhook(name, address)

        def then(_nothing: None) -> None:
            self.told.emit("")
            self.changed.emit()

        def failed(error: CompanionError) -> None:
            self.told.emit(str(error))

        self._bridge.ask(ask, then=then, failed=failed)


def _switched(one: Def) -> Def:
    if isinstance(one, AnnouncementDef):
        return structs.replace(one, by_itself=not one.by_itself)
    if isinstance(one, Notes | Counter | Quote):
        return one
    return structs.replace(one, is_on=not one.is_on)


async def _keep_item(engine: Engine, item: Item) -> Def:
    """Keep one item, and return it as it is kept."""
    bots = engine.bots
    match item.draft:
        case Counter(name=name, value=value):
            await bots.set_counter(name, value)
            return item.draft
        case Quote(number=number, text=text):
            kept = await bots.keep_quote(text, number=number or None)
            return Quote(number=kept, text=text)
        case one:
            book = with_item(bots.book(), item)
            try:
                await bots.keep(book)
            except CommandError as error:
                raise _Refused(str(error), book) from error
            return one
