"""Cards that one takes part in with a tap: giveaway, wheel, teams, queue."""

from __future__ import annotations

from companion.domain.on_air import GiveawayOnAir, QueueOnAir, TeamsOnAir, WheelOnAir
from companion.domain.show.specs import AnySpec, GiveawaySpec, QueueSpec, TeamsSpec
from companion.i18n import _, ngettext
from companion.web.room.card import (
    PLACES,
    Button,
    Choice,
    Face,
    Mine,
    Tone,
    grouped,
    isolated,
    news,
    soon,
)


def giveaway(shown: GiveawayOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return the one button that takes part; who won when it is drawn."""
    is_in = mine.own is not None
    is_open = _is_for_all(spec)
    hint, tone = soon(shown.phase)
    if any(one.id == mine.id for one in shown.winners):
        hint, tone = _("You have won!"), "good"
    elif shown.winners:
        names = ", ".join(isolated(one.name) for one in shown.winners[:PLACES])
        hint = _("Won by {names}.").format(names=names)
    elif shown.phase == "ongoing" and is_in:
        hint, tone = _("You are in. Good luck!"), "good"
    elif shown.phase == "ongoing":
        hint, tone = news(mine)
        ask = _("One tap, and you are in.") if _can_pay(spec, mine) else ""
        hint = hint or (ask if is_open else _closed_to_room())
    elif not hint:
        hint, tone = _("Closed. The draw comes in a moment."), "wait"
    is_free = not is_in and not mine.is_underway
    can_pay = not is_free or _can_pay(spec, mine)
    return Face(
        hint=hint,
        tone=tone,
        note=_cost(spec, mine) if shown.phase == "ongoing" and not is_in else "",
        can_answer=shown.phase == "ongoing" and is_open and is_free and can_pay,
        button=Button(label=_("Take part"), sends=shown.keyword),
    )


def _is_for_all(spec: AnySpec | None) -> bool:
    """Return whether people in the room can take part: they follow no channel."""
    return not isinstance(spec, GiveawaySpec | QueueSpec) or spec.who == "everyone"


def _closed_to_room() -> str:
    return _("This one is for followers and members of the channel, in its chat.")


def _cost(spec: AnySpec | None, mine: Mine) -> str:
    if not isinstance(spec, GiveawaySpec) or not spec.cost:
        return ""
    text = _("It costs {n} {coins}; you have {have}.")
    have = grouped(mine.coins())
    return text.format(n=grouped(spec.cost), coins=mine.coin_name, have=have)


def _can_pay(spec: AnySpec | None, mine: Mine) -> bool:
    cost = spec.cost if isinstance(spec, GiveawaySpec) else 0
    return not cost or mine.coins() >= cost


def wheel(shown: WheelOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    """Return a button to be on it; where it stopped when it has."""
    is_on = mine.own is not None
    hint, tone = soon(shown.phase)
    if shown.phase == "ongoing" and shown.keyword and not is_on:
        hint, tone = news(mine, {"void": _("There is no place left on the wheel.")})
        hint = hint or _("One tap, and you are in.")
    elif is_on and shown.phase == "ongoing":
        hint, tone = _("Your name is on the wheel."), "good"
    if shown.spun_at is not None:
        hint, tone = _stop(shown, mine)
    can_join = shown.phase == "ongoing" and bool(shown.keyword) and not is_on
    return Face(
        hint=hint or _("Watch the screen."),
        tone=tone,
        can_answer=can_join and not mine.is_underway,
        button=Button(label=_("Put my name on the wheel"), sends=shown.keyword),
    )


def _stop(shown: WheelOnAir, mine: Mine) -> tuple[str, Tone]:
    """Return where it stopped; while nothing is picked it turns."""
    picked = shown.picked
    if picked is None or picked >= len(shown.slots):
        return _("It turns. Watch the screen."), "wait"
    who = shown.people[picked] if shown.people else None
    if who is not None and who.id == mine.id:
        return _("It stopped at you!"), "good"
    name = who.name if who is not None else shown.slots[picked]
    return _("It stopped at “{name}”.").format(name=isolated(name)), ""


def teams(shown: TeamsOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return the teams to choose of; which one won when it is over."""
    own = mine.own
    is_open = shown.phase in {"waiting", "ongoing"}
    may_change = isinstance(spec, TeamsSpec) and spec.may_change
    hint, tone = _team_hint(shown, mine) if is_open else (_("It is over."), "")
    sent = mine.sent.text if mine.sent is not None and mine.is_underway else None
    is_free = own is None and not mine.is_underway
    return Face(
        hint=hint,
        tone=tone,
        can_answer=is_open and (may_change or is_free),
        choices=[
            Choice(
                key="",
                text=one.name,
                sends=f"!team {one.key}",
                mine=own == f"!team {one.key}",
                is_sent=sent == f"!team {one.key}",
                correct=True if one.key == shown.winner else None,
                colour=one.colour,
            )
            for one in shown.teams
        ],
    )


def _team_hint(shown: TeamsOnAir, mine: Mine) -> tuple[str, Tone]:
    hint, tone = news(mine, {"repeat": _("You stay in the team that you are in.")})
    if hint:
        return hint, tone
    if mine.own is None:
        return _("Choose your team."), ""
    if shown.phase == "waiting":
        return _("You are in. It starts in a moment."), "good"
    return _("You are in. Everything that you do counts for your team."), "good"


def queue(shown: QueueOnAir, spec: AnySpec | None, mine: Mine) -> Face:
    """Return a button to join or to leave, and somebody's place."""
    leave = spec.leave if isinstance(spec, QueueSpec) else ""
    place = mine.answer.place
    is_open = shown.is_open and _is_for_all(spec)
    hint, tone = soon(shown.phase)
    if place == 0:
        return Face(hint=_("It is your turn!"), tone="good")
    if place is not None:
        return Face(
            hint=_("You are number {n}.").format(n=place),
            tone="good",
            can_answer=bool(leave),
            button=Button(label=_("Leave the queue"), sends=leave, is_quiet=True),
        )
    if shown.phase == "ongoing":
        is_leaving = mine.sent is not None and mine.sent.text == leave
        hint, tone = ("", "") if is_leaving else news(mine)
        hint = hint or _waiting(shown, spec)
    return Face(
        hint=hint or _("The queue is closed."),
        tone=tone,
        can_answer=is_open and not mine.is_underway,
        button=Button(label=_("Join the queue"), sends=shown.keyword),
    )


def _waiting(shown: QueueOnAir, spec: AnySpec | None) -> str:
    if not _is_for_all(spec):
        return _closed_to_room()
    if not shown.is_open:
        return _("The queue is closed for now.")
    text = ngettext("{n} person waits.", "{n} people wait.", shown.count)
    return text.format(n=shown.count)
