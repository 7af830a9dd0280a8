"""Try a text: what the gate would say, and why; nothing is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from companion.domain.entries import Verdict
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import GateView, Trial
from companion.gui.bridge import Bridge
from companion.gui.components.amounts import decimal
from companion.gui.components.field import Field, Glyph
from companion.gui.components.text import Ink, label, paragraph, set_ink
from companion.gui.live.display_text import isolated, one_line
from companion.gui.moderation.decision_words import (
    label_name,
    reason_text,
    score_text,
    verdict_icon,
)
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import N_, _, ngettext

TYPING_MS = 200
"""Pause in typing after which the gate is asked."""

_LONGEST = 500
_SHOWN = 2
_SCRIPTS = {
    "CYRILLIC": N_("Cyrillic"),
    "GREEK": N_("Greek"),
    "ARMENIAN": N_("Armenian"),
    "CHEROKEE": N_("Cherokee"),
    "FULLWIDTH": N_("fullwidth"),
    "MATHEMATICAL": N_("mathematical"),
}
"""Whose letters are taken for Latin ones, by Unicode's name; what each is called."""


def headline(verdict: Verdict) -> str:
    """Return a verdict as the trial's first word."""
    return {
        Verdict.ALLOW: _("Allow"),
        Verdict.HOLD: _("Hold"),
        Verdict.BLOCK: _("Block"),
        Verdict.PENDING: _("Being checked"),
    }[verdict]


def because(trial: Trial) -> str:
    """Return in a few words why the verdict is what it is."""
    count = len(trial.reasons)
    if not count:
        return _("nothing speaks against it")
    if all(reason.rule in trial.scores for reason in trial.reasons):
        return _("because of the model's scores")
    text = ngettext("because of one rule", "because of {n} reasons", count)
    return text.format(n=count)


def times(trial: Trial) -> str:
    """Return how long it took: "12 µs + 8 ms"."""
    rules = _("{n} µs").format(n=round(trial.rules_us))
    if trial.model_ms is None:
        return rules
    digits = 0 if trial.model_ms >= 1 else 1
    model = _("{n} ms").format(n=decimal(trial.model_ms, digits))
    return f"{rules} + {model}"


def rule_words(trial: Trial) -> str:
    """Return the rules that spoke, "–" when none did."""
    told = [
        _with_detail(reason_text(reason, trial.scores), reason.detail)
        for reason in trial.reasons
        if reason.rule not in trial.scores
    ]
    return " · ".join(told) or "–"


def _with_detail(words: str, detail: str) -> str:
    """Add what was found: whoever tries a text wants to know just that."""
    shown = one_line(detail).strip()
    if not shown or shown in words:
        return words
    return _("{rule} “{found}”").format(rule=words, found=isolated(shown))


def skeleton_words(trial: Trial) -> str:
    """Return the text as the rules read it, and which letters were look-alikes."""
    if not trial.skeleton:
        return "–"
    shown = isolated(one_line(trial.skeleton))
    found = _look_alikes(trial)
    if not found:
        return shown
    sign, script = found
    return _("{skeleton} — “{letter}” is {script}").format(
        skeleton=shown, letter=sign, script=script
    )


def _look_alikes(trial: Trial) -> tuple[str, str] | None:
    """Return the first letter that stands among Latin ones and is of another script."""
    for word in one_line(trial.text).split():
        if not any(sign.isascii() and sign.isalpha() for sign in word):
            continue
        for sign in word:
            script = unicodedata.name(sign, "").partition(" ")[0]
            if sign.isalpha() and not sign.isascii() and script in _SCRIPTS:
                return sign, _(_SCRIPTS[script])
    return None


def score_words(trial: Trial, thresholds: dict[str, float]) -> str:
    """Return the highest scores, and whether one passed its threshold."""
    if not trial.scores:
        return _("no model was asked")
    ordered = sorted(trial.scores.items(), key=lambda item: -item[1])[:_SHOWN]
    shown = " · ".join(f"{label_name(name)} {score_text(v)}" for name, v in ordered)
    above = [n for n, v in trial.scores.items() if v >= thresholds.get(n, 1.0) < 1.0]
    if above:
        return _("{scores} · over the threshold").format(scores=shown)
    return _("{scores} · under thresholds").format(scores=shown)


class TryText(QWidget):
    """Asked while one types, never for every key; the newest answer counts."""

    def __init__(self, bridge: Bridge, *, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._theme = theme
        self._number = 0
        self.thresholds: dict[str, float] = {}
        self.trial: Trial | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        self.field = Field(
            _("Try a text"),
            theme=theme,
            show_caption=False,
            height=36,
            placeholder=_("Type what somebody could write"),
            on_edit=self._on_edit,
            on_enter=self.ask,
        )
        self.field.edit.setFont(fonts.font(13))
        self.field.edit.setMaxLength(_LONGEST)
        column.addWidget(self.field)
        self.card = self._make_card()
        self.card.hide()
        column.addWidget(self.card)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self.ask)

    def _make_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("card", "plain")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 12)
        inside.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._sign = Glyph("hourglass-medium-fill", theme=self._theme, size=16)
        self.verdict = label(weight=fonts.SEMIBOLD)
        self._because = label(size=12, ink="3")
        self.time = label(size=11, ink="3", tabular=True)
        head.addWidget(self._sign)
        head.addWidget(self.verdict)
        head.addWidget(self._because)
        head.addStretch(1)
        head.addWidget(self.time)
        inside.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 64)
        grid.setColumnStretch(1, 1)
        self.rows = [paragraph("", size=12) for _row in range(3)]
        names = (_("Rule"), _("Skeleton"), _("Scores"))
        top = Qt.AlignmentFlag.AlignTop
        for place, (name, row) in enumerate(zip(names, self.rows, strict=True)):
            grid.addWidget(label(name, size=12, ink="3"), place, 0, top)
            grid.addWidget(row, place, 1)
        inside.addLayout(grid)
        return card

    def _on_edit(self, _text: str) -> None:
        self._timer.start()

    def ask(self) -> None:
        """Ask about what stands in the field now."""
        self._timer.stop()
        text = self.field.text
        self._number += 1
        number = self._number
        if not text:
            self.trial = None
            self.card.hide()
            self.field.set_error("")
            return

        async def work(engine: Engine) -> Trial:
            return await engine.gate.try_text(text)

        def then(trial: Trial) -> None:
            if number == self._number:
                self.show_trial(trial)

        def failed(error: CompanionError) -> None:
            if number == self._number:
                self.card.hide()
                self.field.set_error(str(error))

        self._bridge.ask(work, then=then, failed=failed)

    def show_trial(self, trial: Trial) -> None:
        """Show what came of a trial."""
        self.trial = trial
        self.field.set_error("")
        icon, ink = verdict_icon(trial.verdict)
        self._sign.set_icon(icon, ink)
        inks: dict[str, Ink] = {"ok": "ok", "warn": "warn", "bad": "bad"}
        set_ink(self.verdict, inks.get(ink, "1"))
        self.verdict.setText(headline(trial.verdict))
        self._because.setText(because(trial))
        self.time.setText(times(trial))
        skeleton = skeleton_words(trial)
        words: Sequence[str] = (
            rule_words(trial),
            skeleton,
            score_words(trial, self.thresholds),
        )
        for row, text in zip(self.rows, words, strict=True):
            row.setText(text)
        self.card.setAccessibleName(f"{headline(trial.verdict)}, {because(trial)}")
        self.card.setAccessibleDescription("; ".join(words))
        self.card.show()

    def set_gate(self, view: GateView, thresholds: dict[str, float]) -> None:
        """Take by what the gate judges now; what is in the field is judged again."""
        del view
        if thresholds != self.thresholds:
            self.thresholds = thresholds
            if self.trial is not None:
                self.ask()
