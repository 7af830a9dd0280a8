"""Which buttons the middle has now, in order, and what their keys are."""

from __future__ import annotations

from dataclasses import dataclass

from companion.domain.show.views import InteractionView
from companion.gui.show.words import back_words, step_words
from companion.i18n import _

NEXT_KEY, BACK_KEY, REVEAL_KEY = "Space", "Left", "R"

_OWN = ("draw", "spin", "decide", "call", "round", "hold", "go", "open", "shut")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepButton:
    """One button. verb "next": the one next step. enabled: it can be done now."""

    verb: str
    text: str
    icon: str = ""
    value: str = ""
    key: str = ""
    is_primary: bool = False
    enabled: bool = True


def primary_verb(view: InteractionView) -> str:
    """Return what the one pink button does: a kind's own great step comes first."""
    if view.phase == "failed" and "retry" in view.may:
        return "retry"
    if view.kind == "giveaway" and "draw" in view.may and not _is_decided(view):
        return "draw"
    if view.kind == "wheel" and "spin" in view.may and not _is_decided(view):
        return "spin"
    if view.kind == "prediction" and "decide" in view.may:
        return "decide"
    if view.kind == "queue" and "call" in view.may:
        return "call"
    return view.next


def _is_decided(view: InteractionView) -> bool:
    shown = view.on_air or view.unseen
    if view.kind == "giveaway":
        return bool(getattr(shown, "winners", ()))
    return getattr(shown, "picked", None) is not None


def step_buttons(view: InteractionView) -> list[StepButton]:
    """Return the buttons, the primary one first; Back is not among them."""
    found: list[StepButton] = []
    first = primary_verb(view)
    if first:
        text, icon = step_words(view, first)
        found.append(
            StepButton(verb=first, text=text, icon=icon, key=NEXT_KEY, is_primary=True)
        )
    if view.kind in {"quiz", "flag"} and view.phase not in {"after", "failed"}:
        found += _button(view, "reveal", first, enabled="reveal" in view.may)
    elif "reveal" in view.may:
        found += _button(view, "reveal", first)
    if "extend" in view.may:
        plus = StepButton(
            verb="extend", text=_("10 s"), icon="plus", value="+10", key="+"
        )
        found.append(plus)
    for verb in (*_OWN, "scoreboard"):
        if verb in view.may:
            found += _button(view, verb, first)
    if view.next in {"close", "finish"}:
        found += _button(view, view.next, first)
    return found


def _button(
    view: InteractionView, verb: str, first: str, *, enabled: bool = True
) -> list[StepButton]:
    if verb == first:
        return []
    text, icon = step_words(view, verb)
    key = REVEAL_KEY if verb == "reveal" else ""
    return [StepButton(verb=verb, text=text, icon=icon, key=key, enabled=enabled)]


def back_button(view: InteractionView) -> StepButton | None:
    """Return the way back, None where there is none."""
    text = back_words(view)
    if not text:
        return None
    return StepButton(verb="back", text=text, icon="arrow-u-up-left")
