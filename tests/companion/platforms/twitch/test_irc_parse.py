"""Lines of IRC: what is read, what is refused, and nothing else raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import ProtocolChanged
from companion.domain.events import AnyEvent, Chat, ChatMode, Cheer, ViewerRemoved
from companion.domain.values import FragmentKind, Role
from companion.platforms.twitch.irc_parse import parse_irc
from tests.companion.platforms.twitch.recording_cases import CASES
from tests.companion.platforms.twitch.test_recordings import sent
from tests.support.emulators import twitch_script as script
from tests.support.emulators.twitch_events import Room
from tests.support.emulators.twitch_lines import lines, roomstate

AT = 1_767_297_600_000_000
SPOKEN = [name for name, (via, _what) in CASES.items() if via == "irc"]
COMMANDS = ["PRIVMSG", "USERNOTICE", "CLEARMSG", "CLEARCHAT", "ROOMSTATE", "NOTICE"]
TAGS = [
    "id", "user-id", "bits", "emotes", "badges", "msg-id", "target-msg-id",
    "target-user-id", "ban-duration", "slow", "msg-param-mass-gift-count",
    "msg-param-sub-plan", "msg-param-origin-id", "msg-param-viewerCount",
    "tmi-sent-ts", "msg-param-cumulative-months", "msg-param-recipient-id",
]  # fmt: skip


def read(line: str) -> list[AnyEvent]:
    return [told.event for told in parse_irc(line, channel="mira_plays", at=AT)]


def told(happening: script.AnyHappening) -> list[AnyEvent]:
    room = Room("1001", "mira_plays")
    return [event for line in lines(happening, room) for event in read(line)]


@given(st.text(max_size=300))
def test_any_text_is_read_or_a_changed_protocol(line: str) -> None:
    try:
        read(line)
    except ProtocolChanged:
        return


@given(
    tags=st.dictionaries(
        st.sampled_from(TAGS), st.text(max_size=20) | st.integers().map(str)
    ),
    command=st.sampled_from(COMMANDS),
    rest=st.text(max_size=40),
)
def test_any_tags_are_read_or_a_changed_protocol(
    tags: dict[str, str], command: str, rest: str
) -> None:
    written = ";".join(f"{name}={value}" for name, value in tags.items())
    try:
        read(f"@{written} :ann!ann@ann {command} #mira_plays :{rest}")
    except ProtocolChanged:
        return


@given(st.sampled_from(SPOKEN), st.data())
def test_a_line_that_was_cut_or_changed_is_at_most_a_changed_protocol(
    name: str, data: st.DataObject
) -> None:
    line = sent(name)["irc"]
    place = data.draw(st.integers(min_value=0, max_value=len(line)))
    inserted = data.draw(st.text(max_size=3))
    try:
        read(line[:place] + inserted + line[place + 1 :])
    except ProtocolChanged:
        return


@pytest.mark.parametrize(
    ("emotes", "expected"),
    [
        ("25:0-4", ["Kappa"]),
        ("25:0-4,6-10", ["Kappa", "Kappa"]),
        ("25:6-10/1902:0-4", ["Kappa", "Kappa"]),
        ("25:0-4/25:2-7", ["Kappa"]),  # they overlap: the first one stays
        ("25:0-400", []),
        ("25:4-0", []),
        ("25:-4", []),
        ("nonsense", []),
        ("25:0-99999999999999999999", []),
    ],
)
def test_emotes_that_make_no_sense_are_text(emotes: str, expected: list[str]) -> None:
    (event,) = read(
        f"@id=1;user-id=7;emotes={emotes} :a!a@a PRIVMSG #mira_plays :Kappa Kappa"
    )

    assert isinstance(event, Chat)
    assert event.text == "Kappa Kappa"
    pieces = [one.text for one in event.fragments if one.kind is FragmentKind.EMOTE]
    assert pieces == expected
    assert "".join(one.text for one in event.fragments) in ("", event.text)


def test_emotes_are_counted_in_characters_not_in_bytes() -> None:
    (event,) = told(script.Chat(id="1", text="👋🏽 é Kappa", emotes=(("25", "Kappa"),)))

    assert isinstance(event, Chat)
    assert [one.text for one in event.fragments] == ["👋🏽 é ", "Kappa"]


def test_badges_are_roles() -> None:
    (event,) = read(
        "@id=1;user-id=7;badges=broadcaster/1,founder/0,vip/1,partner/1,new/2 "
        ":a!a@a PRIVMSG #mira_plays :hi"
    )

    assert event.viewer is not None
    assert event.viewer.roles == {
        Role.BROADCASTER, Role.SUBSCRIBER, Role.VIP, Role.VERIFIED
    }  # fmt: skip


def test_coming_in_tells_only_the_modes_that_are_on() -> None:
    room = roomstate(Room("1001", "mira_plays"))

    assert read(room) == []
    (mode,) = read(room.replace("slow=0", "slow=30"))
    assert isinstance(mode, ChatMode)
    assert (mode.mode, mode.is_on) == ("slow", True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("slow=0", ("slow", False)),
        ("followers-only=-1", ("followers-only", False)),
        ("followers-only=0", ("followers-only", True)),
        ("emote-only=1", ("emotes-only", True)),
        ("r9k=1", ("unique", True)),
    ],
)
def test_a_mode_that_changes_is_told(written: str, expected: object) -> None:
    (mode,) = read(f"@room-id=1001;{written} :tmi.twitch.tv ROOMSTATE #mira_plays")

    assert isinstance(mode, ChatMode)
    assert (mode.mode, mode.is_on) == expected


def test_a_month_that_was_a_gift_is_words_and_no_money() -> None:
    (event,) = told(script.Resub(id="1", was_gifted=True, text="thanks"))

    assert isinstance(event, Chat)


def test_upgrades_are_no_money_yet() -> None:
    assert told(script.Upgrade(id="1")) == []
    assert told(script.Upgrade(id="2", kind="prime")) == []


def test_what_happens_in_a_shared_chat_is_the_other_channels_money() -> None:
    room = Room("1001", "mira_plays")
    (cheer,) = lines(script.Cheer(id="1", bits=50), room)
    (raid,) = lines(script.Raid(id="2", viewers=9), room)
    shared = "@source-room-id=4242;"

    (event,) = read(cheer.replace("@", shared, 1))
    assert isinstance(event, Chat)
    assert read(raid.replace("@", shared, 1)) == []
    assert read(raid.replace("msg-id=raid", "msg-id=sharedchatnotice")) == []


def test_anonymous_cheerers_are_nobody_in_particular() -> None:
    (event,) = told(script.Cheer(id="1", bits=5, by=script.NO_CHEERER))

    assert isinstance(event, Cheer)
    assert event.viewer is not None
    assert event.viewer.anonymous


def test_a_ban_and_a_timeout_are_told_apart() -> None:
    (ban,) = told(script.Ban(at=1_767_297_600_123))
    (timeout,) = told(script.Ban(at=1_767_297_600_123, seconds=600))

    assert isinstance(ban, ViewerRemoved)
    assert isinstance(timeout, ViewerRemoved)
    assert (ban.action, timeout.action, timeout.seconds) == ("ban", "timeout", 600)


@pytest.mark.parametrize(
    "line",
    [
        "@id=;user-id=7 :a!a@a PRIVMSG #mira_plays :no id",
        "@id=1;user-id=seven :a!a@a PRIVMSG #mira_plays :no number",
        "@id=1;user-id=7 :a!a@a PRIVMSG #mira_plays :",
        "@id=1;user-id=7;bits=-1 :a!a@a PRIVMSG #mira_plays :x",
        "@id=1;user-id=7;bits=99999999999 :a!a@a PRIVMSG #mira_plays :x",
        "@target-msg-id= :tmi.twitch.tv CLEARMSG #mira_plays :x",
        "@target-user-id=x :tmi.twitch.tv CLEARCHAT #mira_plays :x",
        "@id=1;user-id=7 :tmi.twitch.tv USERNOTICE #mira_plays",
    ],
)
def test_what_makes_no_sense_is_a_changed_protocol(line: str) -> None:
    with pytest.raises(ProtocolChanged):
        read(line)


def test_an_empty_target_never_becomes_a_clearing_of_everything() -> None:
    with pytest.raises(ProtocolChanged):
        read("@login=ann :tmi.twitch.tv CLEARMSG #mira_plays :x")


@pytest.mark.parametrize(
    ("tags", "run"),
    [
        ("msg-param-community-gift-id=42;msg-param-origin-id=77", "42"),
        ("msg-param-origin-id=77\\sab", "77 ab"),
        # The SHA-1 of nothing: what every gift on its own has.
        (
            "msg-param-origin-id=da\\s39\\sa3\\see\\s5e\\s6b\\s4b\\s0d\\s32\\s55\\sbf"
            "\\sef\\s95\\s60\\s18\\s90\\saf\\sd8\\s07\\s09",
            "",
        ),
    ],
)
def test_a_gift_on_its_own_belongs_to_no_bomb(tags: str, run: str) -> None:
    line = (
        f"@id=g1;user-id=7;msg-id=subgift;msg-param-recipient-id=8;{tags} "
        ":tmi.twitch.tv USERNOTICE #mira_plays"
    )
    (told,) = parse_irc(line, channel="mira_plays", at=AT)

    assert told.run == run
