"""The rule set as a Judge: texts and names apart, roles exempt, reasons told."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.entries import ALLOWED, Judgement, Reason, Verdict
from companion.domain.errors import SettingsError
from companion.domain.events import AnyEvent, Cheer, Subscription
from companion.domain.ports import Judge
from companion.domain.values import Fragment, FragmentKind, Platform, Role, Viewer
from companion.moderation.known import NOBODY, Known
from companion.moderation.memory import RuleMemory
from companion.moderation.rules import Mode, RuleSet
from companion.moderation.word_list import WordList, entry_of
from companion.settings.moderation import ModerationSettings
from tests.companion.moderation.acquainted import Acquainted
from tests.support.events import chat, follow, like, rose, viewer


def rules(
    blocklist: WordList | None = None,
    known: Known = NOBODY,
    mode: Mode = "normal",
    memory: RuleMemory | None = None,
    **settings: Any,
) -> RuleSet:
    settings = {"blocklist": ["loser"], "holdlist": ["odd"], **settings}
    return RuleSet(
        ModerationSettings.model_validate(settings),
        blocklist,
        known=known,
        mode=mode,
        memory=memory,
    )


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
    hostile = Viewer(id="x:1", name="\ud800" + "\u0301" * 3_000, handle="<script>")

    judgement = judged(chat(hostile, text="\x00" * 100), rules())

    assert (judgement.text, judgement.name) == (Verdict.ALLOW, Verdict.HOLD)
    assert [reason.rule for reason in judgement.reasons] == ["name-zalgo"]


def test_a_place_in_a_handle_is_not_taken_for_one_in_the_name() -> None:
    (reason,) = judged(chat(viewer("x", handle="loser")), rules()).reasons

    assert (reason.rule, reason.span) == ("name-blocklist", None)


def test_a_trusted_viewer_is_never_judged() -> None:
    known = Acquainted(trusted={"tiktok:x"})
    event = chat(viewer("x", name="Loser"), text="loser")

    assert judged(event, rules(known=known)) is ALLOWED
    assert rules(known=known).exempts(event.viewer)
    assert not rules().exempts(event.viewer)


@pytest.mark.parametrize("event", [chat("x"), like("x"), follow("x"), rose("x")])
def test_all_that_a_banned_viewer_does_is_hidden(event: AnyEvent) -> None:
    known = Acquainted(hidden={"tiktok:x": "banned"}, trusted={"tiktok:x"})

    assert judged(event, rules(known=known)) == Judgement(
        text=Verdict.BLOCK, name=Verdict.BLOCK, reasons=(Reason(rule="banned"),)
    )


def test_a_muted_moderator_is_hidden_too() -> None:
    known = Acquainted(hidden={"tiktok:x": "muted"})
    event = chat(viewer("x", roles=frozenset({Role.MODERATOR})))

    assert judged(event, rules(known=known)).reasons == (Reason(rule="muted"),)


def test_a_gift_to_somebody_shows_no_banned_giver() -> None:
    event = Subscription(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=viewer("a"),
        gifted_by=viewer("b"),
    )

    judgement = judged(event, rules(known=Acquainted(hidden={"tiktok:b": "banned"})))

    assert judgement == Judgement(name=Verdict.BLOCK, reasons=(Reason(rule="banned"),))


def test_a_text_that_a_person_permitted_passes_whatever_is_in_it() -> None:
    known = Acquainted(permitted={"you loser at evil.com"})

    assert judged(chat(text="You LOSER at evil.com"), rules(known=known)) is ALLOWED
    assert rules(known=known).opinion("you loser at evil.com").verdict is Verdict.ALLOW


def test_a_permit_lets_links_pass_until_it_ends_and_nothing_else() -> None:
    judge = rules(known=Acquainted(linking={"tiktok:x": 100}))
    link, both = chat("x", text="see evil.com"), chat("x", text="loser evil.com")

    assert judge.judge(link, at=99) is ALLOWED
    assert judge.judge(link, at=100).reasons[0].rule == "link"
    assert [one.rule for one in judge.judge(both, at=99).reasons] == ["blocklist"]


def test_what_is_permitted_protects_what_stands_in_it() -> None:
    judge = rules(permitlist=["loser lane"])

    assert judged(chat(text="I live in Loser Lane"), judge) is ALLOWED
    assert judged(chat(text="loser in loser lane"), judge).text is Verdict.BLOCK


def test_a_link_waits_for_a_person() -> None:
    judgement = judged(chat(text="see evil.com"), rules())

    assert judgement.text is Verdict.HOLD
    assert judgement.reasons == (
        Reason(rule="link", detail="evil.com", start=4, end=12),
    )


def test_emotes_of_a_chat_are_no_shouting() -> None:
    pieces = (Fragment(kind=FragmentKind.EMOTE, text="KEKWKEKWKEKW", emote="1"),)
    judge = rules(rules={"caps": {"action": "block"}})

    assert judged(chat(text="KEKWKEKWKEKW"), judge).text is Verdict.BLOCK
    assert judged(chat(text="KEKWKEKWKEKW", fragments=pieces), judge) is ALLOWED


def test_only_chats_are_counted_as_a_flood() -> None:
    judge = rules()
    cheers = [
        Cheer(
            id=f"twitch:{number}",
            platform=Platform.TWITCH,
            channel="mira",
            viewer=viewer("x"),
            bits=1,
            text="go",
        )
        for number in range(20)
    ]

    assert all(judge.judge(cheer, at=0) is ALLOWED for cheer in cheers)
    assert [judge.judge(chat("x"), at=0).text for _ in range(9)][-1] is Verdict.HOLD


def test_trying_a_text_is_no_flood() -> None:
    judge = rules()

    assert {judge.opinion("hello").verdict for _ in range(50)} == {Verdict.ALLOW}


def test_exempt_viewers_may_flood() -> None:
    host = viewer("x", roles=frozenset({Role.BROADCASTER}))
    judge = rules()

    assert all(judge.judge(chat(host), at=0) is ALLOWED for _ in range(50))


def test_a_flood_goes_on_when_settings_change() -> None:
    memory = RuleMemory()
    for _ in range(8):
        rules(memory=memory).judge(chat("x"), at=0)

    judgement = rules(memory=memory, blocklist=None).judge(chat("x"), at=0)

    assert [reason.rule for reason in judgement.reasons] == ["flood"]


def test_raid_mode_holds_strangers_and_its_end_lets_them_write() -> None:
    memory = RuleMemory()
    in_raid = rules(mode="raid", memory=memory)

    assert judged(chat("x"), in_raid).reasons == (
        Reason(rule="raid-mode", detail="followers"),
    )
    assert judged(chat("x"), rules(memory=memory)) is ALLOWED
    assert "tiktok:x" not in memory.strangers


def test_quiet_hours_ask_no_more_of_the_rules() -> None:
    assert judged(chat("x"), rules(mode="quiet")) is ALLOWED


def test_five_viewers_with_one_text_are_a_raid() -> None:
    judge = rules()
    text = "follow my channel for free skins everybody"

    verdicts = [judged(chat(str(n), text=text), judge).text for n in range(6)]

    assert verdicts == [Verdict.ALLOW] * 4 + [Verdict.HOLD] * 2


def test_messages_that_come_late_all_at_once_are_no_flood() -> None:
    judge = rules()
    backlog = [chat("x", platform_at=second * 10_000_000) for second in range(50)]

    assert all(judge.judge(missed, at=600_000_000) is ALLOWED for missed in backlog)


def test_messages_written_at_once_are_a_flood_however_late_they_come() -> None:
    judge = rules()

    verdicts = [
        judge.judge(chat("x", platform_at=0), at=second * 60_000_000).text
        for second in range(9)
    ]

    assert verdicts[-1] is Verdict.HOLD
