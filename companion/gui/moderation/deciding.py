"""Asking the engine for what a person decided about a held message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import assert_never

from PySide6.QtWidgets import QWidget

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError, CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Viewer
from companion.domain.views import Review
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.toast import Notice
from companion.gui.live.action_words import action_title, outcome_words
from companion.gui.live.display_text import isolated, name_of
from companion.gui.moderation.held_actions import MUTE_S, TIME_OUT_S, ActName
from companion.gui.theme.theme import Theme
from companion.i18n import _

Done = Callable[[], object]
Failed = Callable[[str], object]
Work = Callable[[Engine], object]


class Deciding:
    """Every method of a person's hand; `say` tells what became of a platform's part.

    parent: what questions stand over. show_dialog: opens them.
    """

    def __init__(
        self,
        parent: QWidget,
        bridge: Bridge,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
    ) -> None:
        self._parent = parent
        self._bridge = bridge
        self._theme = theme
        self._say = say
        self._show_dialog = show_dialog

    def act(
        self,
        review: Review,
        name: ActName,
        *,
        begin: Done,
        done: Done,
        failed: Failed,
    ) -> None:
        """Do what an action says; begin: it is under way, after any question.

        failed gets the sentence that says why nothing was decided.
        """
        viewer = review.entry.event.viewer if review.entry.event else None
        work = _work(review.entry.seq, name, viewer)
        steps = (begin, done, failed)
        if name == "ban":
            self._ask_to_ban(viewer, lambda: self._ask(work, viewer, steps))
            return
        self._ask(work, viewer, steps)

    def mute(self, viewer_id: str, name: str, *, seconds: int) -> None:
        """Keep a Viewer from writing for a while, wherever that is possible."""
        self._about(lambda engine: engine.gate.mute(viewer_id, seconds=seconds), name)

    def ban(self, viewer_id: str, name: str) -> None:
        """Ban a Viewer, once the person has said so again."""
        self._question(
            name,
            lambda: self._about(lambda engine: engine.gate.banish(viewer_id), name),
        )

    def _about(
        self, work: Callable[[Engine], Awaitable[Sequence[Entry]]], name: str
    ) -> None:
        def then(entries: Sequence[Entry]) -> None:
            self._told(entries, name)

        def failed(error: CompanionError) -> None:
            self._say(Notice(text=_("Not decided"), detail=str(error), kind="bad"))

        self._bridge.ask(work, then=then, failed=failed)

    def undo(self, seq: int, *, done: Done) -> None:
        """Take back a decision by its seq."""

        async def work(engine: Engine) -> None:
            await engine.gate.undo(seq)

        def then(_none: None) -> None:
            done()

        self._bridge.ask(work, then=then, failed=self._tell)

    def approve(self, seq: int, *, done: Done, failed: Failed) -> None:
        """Let an allowed line pass to overlays that show nothing else."""

        async def work(engine: Engine) -> None:
            await engine.gate.approve(seq)

        self._plainly(work, done, failed)

    def retract(self, seq: int, *, done: Done, failed: Failed) -> None:
        """Block a line that the gate has let through."""

        async def work(engine: Engine) -> None:
            await engine.block(seq)

        self._plainly(work, done, failed)

    def _plainly(
        self, work: Callable[[Engine], Awaitable[None]], done: Done, failed: Failed
    ) -> None:
        def then(_none: None) -> None:
            done()

        self._bridge.ask(work, then=then, failed=lambda error: failed(str(error)))

    def _tell(self, error: CompanionError) -> None:
        self._say(Notice(text=_("Not undone"), detail=str(error), kind="bad"))

    def _ask(
        self, work: Work, viewer: Viewer | None, steps: tuple[Done, Done, Failed]
    ) -> None:
        begin, done, failed = steps
        begin()

        def then(answer: object) -> None:
            done()
            if isinstance(answer, Sequence):
                self._told(answer, name_of(viewer))

        self._bridge.ask(work, then=then, failed=lambda error: failed(str(error)))

    def _ask_to_ban(self, viewer: Viewer | None, go: Done) -> None:
        self._question(name_of(viewer), go)

    def _question(self, who: str, go: Done) -> None:
        name = isolated(who)
        self._show_dialog(
            Question(
                self._parent,
                theme=self._theme,
                title=_("Ban {name}?").format(name=name),
                consequence=_(
                    "They cannot write on their platform any more, where it can be "
                    "asked, and nothing of theirs is shown. You can undo it here or "
                    "on their card."
                ),
                verb=_("Ban"),
                safe=_("Do not ban"),
                on_yes=lambda _reason: go(),
            )
        )

    def _told(self, answer: Sequence[object], name: str) -> None:
        """Tell what a platform did not do; what was done needs no notice."""
        for entry in answer:
            note = entry.body if isinstance(entry, Entry) else None
            if isinstance(note, PlatformAction) and note.outcome != "done":
                self._say(
                    Notice(
                        text=action_title(note, name),
                        detail=outcome_words(note),
                        kind="info" if note.outcome == "dry-run" else "bad",
                    )
                )


def _work(seq: int, name: ActName, viewer: Viewer | None) -> Work:
    """Return what is asked of the engine."""
    match name:
        case "block":
            return lambda engine: engine.block(seq, only_waiting=True)
        case "allow":
            return lambda engine: engine.allow(seq)
        case "always":
            return lambda engine: engine.gate.always_allow(seq)
        case "delete":
            return partial(_delete, seq)
        case "trust":
            return partial(_trust, seq, _id(viewer))
        case "timeout":
            return partial(_mute, seq, _id(viewer), TIME_OUT_S)
        case "mute":
            return partial(_mute, seq, _id(viewer), MUTE_S)
        case "ban":
            return partial(_banish, seq, _id(viewer))
        case "kick":
            return partial(_kick, seq, _id(viewer))
        case "hide":
            return partial(_hide, seq, _id(viewer))
        case "picture" | "permit":
            return partial(_mark, seq, _id(viewer), name)
        case _:
            assert_never(name)


def _id(viewer: Viewer | None) -> str:
    return viewer.id if viewer is not None else ""


async def _refuse(engine: Engine, seq: int) -> None:
    """Block what still waits; an act about its Viewer may have decided it already."""
    with suppress(CommandError):
        await engine.block(seq, only_waiting=True)


async def _delete(seq: int, engine: Engine) -> Sequence[Entry]:
    await engine.block(seq, only_waiting=True)
    return (await engine.delete_chat(seq),)


async def _mute(
    seq: int, viewer_id: str, seconds: int, engine: Engine
) -> Sequence[Entry]:
    entries = await engine.gate.mute(_known(viewer_id), seconds=seconds, of=seq)
    await _refuse(engine, seq)
    return entries


async def _kick(seq: int, viewer_id: str, engine: Engine) -> Sequence[Entry]:
    entries = await engine.gate.kick(_known(viewer_id), of=seq)
    await _refuse(engine, seq)
    return entries


async def _banish(seq: int, viewer_id: str, engine: Engine) -> Sequence[Entry]:
    entries = await engine.gate.banish(_known(viewer_id), of=seq)
    await _refuse(engine, seq)
    return entries


async def _hide(seq: int, viewer_id: str, engine: Engine) -> None:
    await engine.gate.mark(_known(viewer_id), "ban", of=seq)
    await _refuse(engine, seq)


async def _trust(seq: int, viewer_id: str, engine: Engine) -> None:
    await engine.gate.mark(_known(viewer_id), "trust", of=seq)
    with suppress(CommandError):  # trust releases what waits
        await engine.allow(seq)


async def _mark(seq: int, viewer_id: str, mark: str, engine: Engine) -> None:
    known = _known(viewer_id)
    if mark == "picture":
        await engine.gate.mark(known, "picture", of=seq)
    else:
        await engine.gate.mark(known, "permit", of=seq)


def _known(viewer_id: str) -> str:
    if not viewer_id:
        raise CommandError(_("The platform does not say who it was"))
    return viewer_id
