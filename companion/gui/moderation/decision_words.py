"""How decisions read in words: rules, labels, verdicts, and who took them."""

from __future__ import annotations

from companion.domain.entries import (
    GateChanged,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.values import Timestamp
from companion.domain.views import VerdictLine
from companion.gui.components.amounts import clock_time, decimal, number, span
from companion.gui.components.chip import ChipKind
from companion.gui.live.display_text import isolated, one_line
from companion.i18n import _

_SECOND = 1_000_000


def label_name(label: str) -> str:
    """Return what a score's label is called; unknown ones keep their own name."""
    names = {
        "toxicity": _("toxicity"),
        "severe_toxicity": _("severe toxicity"),
        "obscene": _("obscene"),
        "threat": _("threat"),
        "insult": _("insult"),
        "identity_attack": _("identity attack"),
        "sexual_explicit": _("sexually explicit"),
    }
    return names.get(label, label.replace("_", " "))


def rule_names() -> dict[str, str]:
    """Return every rule that the lists can be filtered by, with its name."""
    return {
        "blocklist": _("blocked word"),
        "holdlist": _("held word"),
        "permitlist": _("permitted word"),
        "starter-en": _("English starter list"),
        "starter-fr": _("French starter list"),
        "starter-de": _("German starter list"),
        "starter-es": _("Spanish starter list"),
        "starter-it": _("Italian starter list"),
        "starter-pt": _("Portuguese starter list"),
        "link": _("link"),
        "caps": _("capitals"),
        "symbols": _("symbols"),
        "emotes": _("emotes"),
        "repetition": _("repetition"),
        "too-long": _("too long"),
        "zalgo": _("piled marks"),
        "bidi": _("turned text"),
        "flood": _("flood"),
        "copy-paste": _("copy and paste"),
        "newcomer": _("first message"),
        "pattern": _("pattern"),
        "pattern-late": _("pattern too slow"),
        "raid-mode": _("raid mode"),
        "banned": _("banned here"),
        "muted": _("muted"),
        "model-late": _("model too late"),
        "model-shed": _("too much for the model"),
        "model-poison": _("the model broke on it"),
        "model-language": _("language the model does not know"),
        "second-opinion": _("second opinion"),
        "person": _("decided by a person"),
        "undo": _("taken back"),
        "expired": _("countdown ended"),
    }


def reason_text(reason: Reason, scores: dict[str, float] = {}) -> str:  # noqa: B006  # only read
    """Return one reason as a chip says it: "insult 0.81", "link: sk1ns.gg".

    What a list found is not repeated: it may be what must not be read.
    """
    if reason.rule in scores:
        return f"{label_name(reason.rule)} {score_text(scores[reason.rule])}"
    if reason.rule.startswith(_NAME):
        plain = Reason(rule=reason.rule.removeprefix(_NAME), detail=reason.detail)
        return _("name: {reason}").format(reason=reason_text(plain, scores))
    name = rule_names().get(reason.rule) or label_name(reason.rule)
    detail = one_line(reason.detail).strip()
    if not detail or reason.rule.startswith(_WORDS_OF_VIEWERS):
        return name
    return _("{rule}: {detail}").format(rule=name, detail=isolated(_short(detail)))


_WORDS_OF_VIEWERS = ("blocklist", "holdlist", "starter-", "pattern")
_LONGEST = 28
_NAME = "name-"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def score_text(score: float) -> str:
    """Return a score with two decimals: "0.81"."""
    return decimal(score, 2)


def verdict_name(verdict: Verdict) -> str:
    """Return what a verdict is called in lists."""
    return {
        Verdict.ALLOW: _("allowed"),
        Verdict.HOLD: _("held"),
        Verdict.BLOCK: _("blocked"),
        Verdict.PENDING: _("being checked"),
    }[verdict]


def verdict_icon(verdict: Verdict | None) -> tuple[str, str]:
    """Return a verdict's icon and the token of its colour."""
    match verdict:
        case Verdict.ALLOW:
            return "check-circle-fill", "ok"
        case Verdict.BLOCK:
            return "prohibit-bold", "bad"
        case Verdict.HOLD:
            return "hourglass-medium-fill", "warn"
        case _:
            return "dots-three-circle", "t3"


def verdict_kind(verdict: Verdict | None) -> ChipKind:
    """Return the colour of chips that belong to a verdict."""
    if verdict is Verdict.BLOCK:
        return "bad"
    return "warn" if verdict is Verdict.HOLD else "grey"


def by_name(by: str, who: str = "") -> str:
    """Return who decided: a name, "you", or what part of Companion."""
    if by in {"person", "undo"}:
        return isolated(one_line(who)) if who else _("you")
    return {
        "rules": _("rules"),
        "model": _("model"),
        "clock": _("countdown"),
        "ladder": _("escalation"),
    }.get(by, by)


def mark_name(mark: str, *, is_lifted: bool = False) -> str:
    """Return what was done about a Viewer, as a verb with them as its object."""
    if is_lifted:
        return {
            "ban": _("unbanned"),
            "mute": _("unmuted"),
            "trust": _("no longer trusts"),
            "picture": _("shows the picture again of"),
            "permit": _("took back the link permit of"),
            "strike": _("took back a strike of"),
        }.get(mark, mark)
    return {
        "ban": _("banned here"),
        "mute": _("muted"),
        "trust": _("trusts"),
        "picture": _("hid the picture of"),
        "permit": _("permitted links of"),
        "strike": _("gave a strike to"),
    }.get(mark, mark)


def mark_noun(note: ViewerMarked) -> str:
    """Return a mark by itself, as a chip says it: "strike", "muted: taken back"."""
    name = {
        "ban": _("banned here"),
        "mute": _("muted"),
        "trust": _("trusted"),
        "picture": _("picture hidden"),
        "permit": _("links permitted"),
        "strike": _("strike"),
    }[note.mark]
    return _("{mark}: taken back").format(mark=name) if note.is_lifted else name


def top_score(line: VerdictLine) -> float | None:
    """Return the highest score of a text, None when no model was asked."""
    return max(line.scores.values(), default=None)


def what_happened(line: VerdictLine, *, zone: str = "") -> str:
    """Return what a decision did, without who decided and without its subject."""
    match line.what:
        case ViewerMarked():
            return _marked(line.what, zone)
        case TextPermitted():
            if line.what.is_lifted:
                return _("no longer always allows a text")
            return _("always allows a text")
        case GateChanged():
            return _gate(line.what)
        case PlatformAction():
            return _acted(line.what)
        case VerdictGiven() if line.by == "undo":
            return _("took back a decision: {verdict}").format(
                verdict=verdict_name(line.what.text)
            )
        case _:
            return verdict_name(line.verdict or Verdict.ALLOW)


def why(line: VerdictLine) -> str:
    """Return the reasons in one line, "" when none is told."""
    match line.what:
        case ViewerMarked():
            return one_line(line.what.reason)
        case GateChanged():
            return one_line(line.what.why)
        case PlatformAction():
            return one_line(line.what.why)
        case _:
            told = [
                reason_text(reason, line.scores)
                for reason in line.reasons
                if reason.rule != "person"
            ]
            return " · ".join(dict.fromkeys(told))


def _marked(note: ViewerMarked, zone: str) -> str:
    words = mark_name(note.mark, is_lifted=note.is_lifted)
    if note.until is not None and not note.is_lifted:
        until = clock_time(note.until, zone=zone)
        return _("{what} (until {time})").format(what=words, time=until)
    return words


def _gate(note: GateChanged) -> str:
    modes = {
        "normal": _("judges as usual"),
        "raid": _("raid mode"),
        "quiet": _("quiet hours"),
    }
    words = _("{mode} · rules {rules}").format(
        mode=modes[note.mode], rules=note.rules[:8] or "–"
    )
    if note.model:
        return _("{what} · model {model}").format(what=words, model=note.model)
    return words


def _acted(note: PlatformAction) -> str:
    what = {
        "send": _("sent a text"),
        "delete": _("deleted a message"),
        "timeout": _("timed out"),
        "ban": _("banned on the platform"),
        "unban": _("let write again"),
        "mode": _("changed the chat mode"),
    }[note.action]
    if note.action == "timeout" and note.seconds is not None:
        what = _("timed out for {time}").format(time=span(note.seconds * _SECOND))
    if note.outcome == "dry-run":
        return _("dry run: would have {what}").format(what=what)
    if note.outcome != "done":
        return _("{what}: did not work").format(what=what)
    return what


def marks_words(
    *,
    is_banned: bool,
    muted_until: Timestamp | None,
    is_trusted: bool,
    zone: str = "",
) -> list[str]:
    """Return the marks that a person should see first."""
    found = []
    if is_banned:
        found.append(_("banned here"))
    if muted_until is not None:
        until = clock_time(muted_until, zone=zone)
        found.append(_("muted until {time}").format(time=until))
    if is_trusted:
        found.append(_("trusted"))
    return found


def count_words(shown: int, *, more: bool) -> str:
    """Return how many lines a list shows: "240", "100 and more"."""
    if more:
        return _("{n} and more").format(n=number(shown))
    return number(shown)
