"""What a held row says: who wrote it, how new they are, and why it waits."""

from __future__ import annotations

from dataclasses import dataclass

from companion.domain.entries import Reason, Verdict
from companion.domain.events import Chat
from companion.domain.values import Role, Timestamp, Viewer
from companion.domain.views import GateView, Review, VerdictLine, ViewerCard
from companion.gui.components.amounts import clock_seconds, date, number, span
from companion.gui.components.chip import ChipKind
from companion.gui.live.display_text import isolated, one_line
from companion.gui.moderation.decision_words import reason_text
from companion.i18n import _, ngettext

_DAY = 24 * 3600 * 1_000_000
_FEW = 10
"""Messages up to which the place in the row of messages says more than the sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of who wrote it; chats: messages so far, this one included."""

    first_seen: Timestamp | None = None
    chats: int = 0

    @property
    def is_new(self) -> bool:
        """Return whether this is the first message."""
        return self.chats <= 1


def facts_of(card: ViewerCard) -> Facts:
    """Return the facts that a Viewer's card has."""
    told = card.standing.chats if card.standing is not None else 0
    listed = sum(isinstance(entry.body, Chat) for entry in card.entries)
    return Facts(first_seen=card.first_seen, chats=max(told, listed))


def text_of(review: Review) -> str:
    """Return what was written, safe to paint; "" when only a name waits."""
    return one_line(str(getattr(review.entry.event, "text", "")))


def role_name(viewer: Viewer | None) -> str:
    """Return the one role that says most about somebody, "" for none."""
    names = {
        Role.BROADCASTER: _("broadcaster"),
        Role.MODERATOR: _("moderator"),
        Role.VIP: _("VIP"),
        Role.SUBSCRIBER: _("subscriber"),
        Role.MEMBER: _("member"),
        Role.FOLLOWER: _("follower"),
    }
    roles = viewer.roles if viewer is not None else frozenset()
    return next((name for role, name in names.items() if role in roles), "")


def how_new(
    review: Review, facts: Facts | None, *, now: Timestamp, zone: str = ""
) -> str:
    """Return how long somebody is known, and when they wrote."""
    parts = [role_name(review.entry.event.viewer if review.entry.event else None)]
    if facts is not None:
        if facts.is_new:
            parts.append(_("first-time chatter"))
        else:
            parts.append(_seen(facts.first_seen, now, zone))
            parts.append(_place(facts.chats))
    parts.append(clock_seconds(review.entry.at, zone=zone))
    return " · ".join(part for part in parts if part)


def _seen(first: Timestamp | None, now: Timestamp, zone: str) -> str:
    if first is None:
        return ""
    if now - first < _DAY:
        return _("first seen {age} ago").format(age=span(now - first))
    return _("known since {date}").format(date=date(first, zone=zone))


def _place(chats: int) -> str:
    if chats <= _FEW:
        return _("message {n}").format(n=chats)
    text = ngettext("{n} message", "{n} messages", chats)
    return text.format(n=number(chats))


def reason_chips(
    review: Review, facts: Facts | None, gate: GateView | None
) -> list[tuple[str, ChipKind]]:
    """Return why it waits, the strongest first, and what else helps to decide."""
    chips: list[tuple[str, ChipKind]] = []
    for reason in reasons_of(review):
        words = _reason(reason, review)
        if (words, "warn") not in chips and (words, "bad") not in chips:
            chips.append((words, _kind(reason)))
    if facts is not None and facts.is_new:
        chips.append((_("first-time chatter"), "grey"))
    is_away = gate is not None and gate.model.state not in {"ready", "off"}
    if is_away and not review.scores:
        chips.append((_("rules only: the model is away"), "grey"))
    return chips


def reasons_of(review: Review) -> tuple[Reason, ...]:
    """Return why it waits now."""
    return review.reasons or review.entry.judgement.reasons


def _reason(reason: Reason, review: Review) -> str:
    scores = review.scores or review.entry.judgement.scores
    prefix, _dash, rest = reason.rule.partition("-")
    if prefix == "model" and reason.rule != "model-late":
        return _("rules only")
    if reason.rule == "copy-paste":  # its detail is the text that stands above
        reason = Reason(rule=reason.rule)
    if prefix == "name" and rest:
        plain = Reason(rule=rest, detail=reason.detail)
        return _("name: {reason}").format(reason=reason_text(plain, scores))
    return reason_text(reason, scores)


def _kind(reason: Reason) -> ChipKind:
    if reason.rule in {"copy-paste", "flood"}:
        return "bad"
    return "grey" if reason.rule.startswith("model-") else "warn"


def outcome_words(line: VerdictLine | None) -> str:
    """Return how a row was decided that nobody here decided."""
    if line is None:
        return _("It has been decided")
    name = isolated(one_line(line.who)) if line.who else ""
    is_shown = line.verdict is Verdict.ALLOW
    match line.by:
        case "clock":
            if is_shown:
                return _("The countdown ended: it shows")
            return _("The countdown ended: it stays hidden")
        case "model":
            return _("The model allowed it") if is_shown else _("The model blocked it")
        case "person" | "undo" if name:
            words = _("{name} allowed it") if is_shown else _("{name} blocked it")
            return words.format(name=name)
        case "person" | "undo":
            return _("You allowed it") if is_shown else _("You blocked it")
    return _("It was allowed") if is_shown else _("It was blocked")


def spoken(review: Review, facts: Facts | None, *, now: Timestamp) -> str:
    """Return a row as one sentence for screen readers."""
    event = review.entry.event
    name = event.viewer.name if event is not None and event.viewer else ""
    reasons = ", ".join(_reason(reason, review) for reason in reasons_of(review))
    said = [isolated(one_line(name)), text_of(review), reasons]
    if facts is not None and facts.is_new:
        said.append(_("first-time chatter"))
    if review.expires_at is not None:
        left = span(review.expires_at - now)
        said.append(_("decides itself in {left}").format(left=left))
    return ". ".join(part for part in said if part)
