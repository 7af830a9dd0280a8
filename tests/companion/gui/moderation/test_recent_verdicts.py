"""Recent verdicts in words: who, what, and what decided."""

from __future__ import annotations

from msgspec import structs

from companion.app.scene.verdicts import LINES
from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.values import Viewer
from companion.domain.views import VerdictLine
from companion.gui.moderation.recent_verdicts import (
    RecentVerdicts,
    VerdictModel,
    filters,
    passes,
    source_of,
    words_of,
)
from companion.gui.theme.theme import Theme


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def line(name: str, by: str) -> VerdictLine:
    found = [
        one for one in LINES if one.viewer and one.viewer.name == name and one.by == by
    ]
    return found[0]


def said(one: VerdictLine) -> tuple[str, str, str]:
    who, what = words_of(one)
    return plain(who), plain(what), source_of(one)


def test_a_verdict_of_the_model_tells_the_text_and_its_score() -> None:
    assert said(line("kwame.codes", "model")) == (
        "kwame.codes",
        "is the headset the wired one? latency on mine is terrible",
        "0.02",
    )


def test_a_strike_is_given_to_a_viewer_not_to_a_text() -> None:
    strike = ViewerMarked(viewer_id="twitch:42", mark="strike", by="ladder")
    of_luna = VerdictLine(
        seq=2,
        at=1,
        kind="viewer_mark",
        by="ladder",
        of=1,
        text="which brush is that?",
        viewer=Viewer(id="twitch:42", name="Luna"),
        what=strike,
    )

    who, what, _source = said(of_luna)

    assert (who, what) == ("Escalation", "gave a strike to Luna")


def test_what_rules_hold_and_the_model_scores_is_one_line(theme: Theme) -> None:
    held = VerdictLine(
        seq=5, at=1, kind="verdict", by="rules", of=5, verdict=Verdict.HOLD
    )
    scored = structs.replace(held, seq=6, by="model", scores={"toxicity": 0.1})
    other = structs.replace(held, seq=7, of=7)
    worse = structs.replace(scored, seq=9, of=8, verdict=Verdict.BLOCK)
    before = structs.replace(held, seq=8, of=8)
    model = VerdictModel()
    model.take([worse, before, other, scored, held])

    assert [one.seq for one in model.lines] == [9, 8, 7, 6]


def test_words_that_a_verdict_hides_are_covered() -> None:
    who, what, score = said(line("BEN10000", "model"))

    assert (who, score) in {("BEN10000", "0.94"), ("BEN10000", "0.96")}
    assert "garbage" not in what
    assert "▇" in what


def test_a_person_comes_first_in_what_they_decided() -> None:
    who, what, source = said(line("Sørina", "person"))

    assert (who, what, source) == (
        "Zoë Ångström",
        "allowed “this boss is killing me”",
        "",
    )


def test_an_undo_and_an_expiry_say_what_they_are() -> None:
    assert said(line("old_man_river", "undo"))[2] == "undo"
    assert said(line("kira kira", "clock"))[1] == "let expire, stayed hidden"


def test_what_was_taken_back_says_so() -> None:
    undone = structs.replace(line("Sørina", "person"), undone_by=9)

    assert source_of(undone) == "undone"


def test_every_filter_lets_through_what_its_name_says() -> None:
    shown = {key: [one for one in LINES if passes(one, key)] for key in filters()}

    assert {one.by for one in shown["people"]} == {"person", "undo"}
    assert {one.verdict for one in shown["held"]} == {"hold"}
    assert {one.verdict for one in shown["blocked"]} == {"block"}
    assert {one.verdict for one in shown["allowed"]} == {"allow"}
    assert "gate" not in {one.kind for one in shown["all"]}


def test_a_line_whose_name_waits_is_held() -> None:
    one = structs.replace(line("kwame.codes", "model"), name=Verdict.HOLD)

    assert passes(one, "held")
    assert not passes(one, "allowed")


def test_a_row_is_read_out_with_its_reason(qtbot) -> None:
    model = VerdictModel()
    model.zone = "UTC"
    model.take([line("deadlock_dan", "rules")])

    text = model.data(model.index(0, 0), 11)  # Qt.ItemDataRole.AccessibleTextRole
    assert plain(str(text)) == "20:46 deadlock_dan blocked word (blocked word)"


def test_narrowing_shows_fewer_rows_and_all_of_them_again(theme: Theme, qtbot) -> None:
    view = RecentVerdicts(theme=theme)
    qtbot.addWidget(view)
    view.lines.take(LINES)
    every = view.lines.rowCount()

    view.lines.narrow("people")
    assert 0 < view.lines.rowCount() < every
    view.lines.narrow("all")
    assert view.lines.rowCount() == every
