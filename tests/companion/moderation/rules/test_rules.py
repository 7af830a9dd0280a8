"""The rule set as a Judge: texts and names apart, roles exempt, reasons told."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import ALLOWED, Judgement, Reason, Verdict
from companion.domain.errors import SettingsError
from companion.domain.events import AnyEvent, Subscription
from companion.domain.ports import Judge
from companion.domain.values import Platform, Role, Viewer
from companion.moderation.rules import RuleSet
from companion.moderation.word_list import WordList, entry_of
from companion.settings.moderation import ModerationSettings
from tests.support.events import chat, rose, viewer


def rules(blocklist: WordList | None = None, **settings: Any) -> RuleSet:
    settings = {"blocklist": ["loser"], "holdlist": ["odd"], **settings}
    return RuleSet(ModerationSettings.model_validate(settings), blocklist)


def judged(event: AnyEvent, judge: Judge) -> Judgement:
    return judge.judge(event, at=0)


def test_what_no_rule_minds_is_allowed() -> None:
    assert judged(chat(text="hello there"), rules()) is ALLOWED


def test_a_blocked_word_blocks_the_text_and_not_the_name() -> None:
    assert judged(chat(text="you loser"), rules()) == Judgement(
        text=Verdict.BLOCK,
        reasons=(Reason(rule="blocklist", detail="loser", start=4, end=9),),
    )


def test_a_held_word_holds() -> None:
    assert judged(chat(text="how odd"), rules()).text is Verdict.HOLD


def test_the_strictest_verdict_holds_and_its_reason_comes_first() -> None:
    judgement = judged(chat(text="odd loser"), rules())

    assert judgement.text is Verdict.BLOCK
    assert [reason.rule for reason in judgement.reasons] == ["blocklist", "holdlist"]


def test_a_name_is_judged_apart_from_the_text() -> None:
    judgement = judged(chat(viewer("x", name="Big Loser"), text="hello"), rules())

    assert judgement == Judgement(
        name=Verdict.BLOCK,
        reasons=(Reason(rule="name-blocklist", detail="loser", start=4, end=9),),
    )


def test_a_handle_is_judged_like_the_name() -> None:
    judgement = judged(chat(viewer("x", handle="the.loser")), rules())

    assert judgement.name is Verdict.BLOCK


def test_money_is_judged_like_everything_else() -> None:
    # What becomes of it is the pipeline's: it publishes without the name.
    assert judged(rose(viewer("x", name="loser")), rules()).name is Verdict.BLOCK


def test_both_names_of_a_gifted_subscription_are_judged() -> None:
    event = Subscription(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=viewer("a"),
        gifted_by=viewer("b", name="odd"),
    )

    judgement = judged(event, rules())

    assert (judgement.text, judgement.name) == (Verdict.ALLOW, Verdict.HOLD)


@pytest.mark.parametrize("role", [Role.BROADCASTER, Role.MODERATOR])
def test_broadcaster_and_moderators_are_never_judged(role: Role) -> None:
    trusted = viewer("x", name="loser", roles=frozenset({role}))

    assert judged(chat(trusted, text="loser"), rules()) is ALLOWED


def test_other_roles_are_judged_unless_the_settings_say_so() -> None:
    vip = viewer("x", roles=frozenset({Role.VIP}))
    event = chat(vip, text="loser")

    assert judged(event, rules()).text is Verdict.BLOCK
    assert judged(event, rules(exempt_roles=["vip"])) is ALLOWED


def test_a_text_of_nobody_in_particular_is_judged() -> None:
    assert judged(chat(None, text="loser"), rules()).text is Verdict.BLOCK


def test_the_starter_lists_hold_unless_they_are_turned_off() -> None:
    event = chat(text="va te suicider")

    assert judged(event, rules()).text is Verdict.HOLD
    assert judged(event, rules(starter_lists=["en"])) is ALLOWED


def test_a_list_for_the_run_replaces_every_other_list() -> None:
    mine = WordList("blocklist", Verdict.BLOCK, (entry_of("mine"),))
    only_mine = rules(mine)

    assert judged(chat(text="mine"), only_mine).text is Verdict.BLOCK
    assert judged(chat(text="loser odd va te suicider"), only_mine) is ALLOWED


def test_an_empty_list_for_the_run_allows_everything() -> None:
    nothing = rules(WordList("blocklist", Verdict.BLOCK, ()))

    assert judged(chat(text="loser"), nothing) is ALLOWED


def test_reasons_are_few_however_much_is_wrong() -> None:
    words = [f"word{n}" for n in range(50)]

    judgement = judged(chat(text=" ".join(words)), rules(holdlist=words))

    assert len(judgement.reasons) == 8


def test_a_bad_entry_of_the_settings_names_its_field() -> None:
    with pytest.raises(SettingsError) as raised:
        rules(holdlist=["fine", "~"])

    assert raised.value.field == "moderation.holdlist.1"


def test_a_renamed_viewer_is_judged_by_the_new_name() -> None:
    judge = rules()
    before, after = viewer("x", name="Luna"), viewer("x", name="loser")

    verdicts = [judged(chat(who), judge).name for who in (before, after, before)]

    assert verdicts == [Verdict.ALLOW, Verdict.BLOCK, Verdict.ALLOW]


def test_hostile_names_do_no_harm() -> None:
    hostile = Viewer(id="x:1", name="\ud800" + "\u0301" * 10_000, handle="<script>")

    judgement = judged(chat(hostile, text="\x00" * 100), rules())

    assert (judgement.text, judgement.name) == (Verdict.ALLOW, Verdict.HOLD)
    assert [reason.rule for reason in judgement.reasons] == ["name-zalgo"]
