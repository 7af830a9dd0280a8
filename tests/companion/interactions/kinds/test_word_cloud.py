"""A word cloud: plain words, how many people said each, most first."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from msgspec import structs

from companion.domain.entries import Verdict, ViewerMarked
from companion.domain.events import ChatDeleted
from companion.domain.show.notes import ViewersLinked
from companion.domain.show.specs import WordCloudSpec
from companion.domain.values import Platform
from companion.interactions.kind import SECOND
from companion.interactions.stop_words import LANGUAGES, stop_words
from tests.companion.interactions.folding import PENDING, Folding, calls

NONE = WordCloudSpec(title="?", language="", words_each=0)


def cloud_of(*texts: str, spec: WordCloudSpec = NONE, **chosen: Any) -> Any:
    """Return the words of a cloud into which each text is said by somebody else."""
    show = Folding()
    cloud = show.make(spec if not chosen else WordCloudSpec(title="?", **chosen))
    show.act("start")
    for number, text in enumerate(texts):
        show.say(f"v{number}", text)
    return cloud.on_air()


def words(*texts: str, **chosen: Any) -> list[str]:
    return [word for word, _count in cloud_of(*texts, **chosen).words]


def counts(*texts: str, **chosen: Any) -> dict[str, int]:
    return dict(cloud_of(*texts, **chosen).words)


# What is shown.


def test_of_a_thousand_words_with_markup_only_sixty_plain_ones_are_shown() -> None:
    chance = random.Random(1)
    markup = ("<b>{}</b>", "<script>{}</script>", '"onload={}', "{{{{{}}}}}", "${{{}}}")
    said = [f"word{chance.randrange(90)}x" for _n in range(1_000)]
    shown = cloud_of(*(chance.choice(markup).format(one) for one in said))

    plain = Counter(said)
    tags = {"script", "onload", "b"}
    theirs = [(word, count) for word, count in shown.words if word not in tags]
    assert len(shown.words) == 60
    assert shown.voters == 1_000
    assert all(word.isalnum() for word, _count in shown.words)
    assert all(count == plain[word] for word, count in theirs)


def test_words_are_ordered_by_people_and_of_equal_ones_by_which_came_first() -> None:
    texts = ("red", "blue", "green", "blue", "green", "plum", "green")

    assert cloud_of(*texts).words == (
        ("green", 3),
        ("blue", 2),
        ("red", 1),
        ("plum", 1),
    )


def test_a_person_says_a_word_once_however_often_it_is_typed() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    for text in ("cat cat CAT", "cats", "cat's", "dog"):
        show.say("ana", text)
    show.say("ben", "cats")

    assert dict(cloud.on_air().words) == {"cat": 2, "dog": 1}


@pytest.mark.parametrize(("each", "kept"), [(1, 1), (2, 2), (0, 4)])
def test_the_first_words_of_a_person_count_as_many_as_may(each: int, kept: int) -> None:
    show = Folding()
    spec = WordCloudSpec(title="?", language="", words_each=each)
    cloud = show.make(spec, "start")
    show.say("ana", "second third", at=show.now + 9 * SECOND)
    show.say("ana", "zeroth first", at=show.now - SECOND)

    found = [word for word, _count in cloud.on_air().words]
    assert sorted(found) == sorted(["zeroth", "first", "second", "third"][:kept])


# What is one word.


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (("Cozy", "cozy", "COZY", "cozy"), {"cozy": 4}),
        (("café", "cafe", "café"), {"café": 3}),
        (("cafe\u0301", "café"), {"cafe\u0301": 2}),
        (("Straße", "STRASSE", "Straße"), {"Straße": 3}),
        (("cats", "cat", "cat"), {"cat": 3}),
        (("cats", "cats", "cat"), {"cats": 3}),
        (("boss", "bos"), {"boss": 1, "bos": 1}),
        (("mum's", "mum’s", "mum"), {"mum's": 3}),
        (("𝓬𝓸𝔃𝔂", "ＣＯＺＹ", "cozy", "cozy"), {"cozy": 4}),
        (("ёлка", "елка", "ёлка"), {"ёлка": 3}),
        (("👍🏽", "👍", "👍"), {"👍": 3}),
        (("❤️", "❤"), {"❤️": 2}),
    ],
)
def test_variants_are_one_word_as_most_write_it(
    said: tuple[str, ...], shown: dict[str, int]
) -> None:
    assert counts(*said) == shown


@pytest.mark.parametrize(
    "whole",
    [
        "最高",
        "おもしろい",
        "がんばれ",
        "재밌다",
        "جميل",
        "مَرْحَبًا",
        "می‌خواهم",
        "मस्त",
        "क्षत्रिय",
        "ยอดเยี่ยม",
        "très",
        "rock'n'roll",
        "well-known",
        "🔥",
        "👨‍👩‍👧‍👦",
        "👩🏽‍🚀",
        "🏳️‍🌈",
        "🇫🇷",
        "h3llo",
        "Żółć",
    ],
)
def test_a_word_of_any_script_stays_whole(whole: str) -> None:
    assert words(f"{whole}!") == [whole]


def test_emoji_are_words_of_their_own() -> None:
    assert words("🔥🔥 wow🇫🇷🇩🇪") == ["🔥", "wow", "🇫🇷", "🇩🇪"]


# What is left out.


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/x?cozy=1",
        "www.evil.example",
        "WWW.evil.example",
        "evil.com",
        "sub.evil.net",
        "bit.ly/abc",
        "(http://x.y)",
        "@nova",
        "#cozy",
        "!vote cozy",
        "!cozy",
        "2026",
        "1,000",
        "٣٤",
        "x",
        "я",
        "...?!",
        "\u0301\u0302",
        "",
        "w" * 31,
    ],
)
def test_what_is_no_word_is_left_out(text: str) -> None:
    assert words(text) == []
    assert cloud_of(text).voters == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_of_every_language_are_left_out(language: Any) -> None:
    stop = sorted(stop_words(language))
    text = [one.upper() for one in stop]

    assert len(stop) > 100
    assert words(*text, "synthwave", language=language) == ["synthwave"]
    assert words(*text, "synthwave", language="all") == ["synthwave"]
    assert len(words(*text)) == 60


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("It's the lava", "en", ["lava"]),
        ("It’s don’t we’re", "en", []),
        ("L'amour de l’été", "fr", ["amour", "été"]),
        ("c'est qu'il d'accord", "fr", ["accord"]),
        ("dell'estate", "it", ["estate"]),
        ("the lava", "fr", ["the", "lava"]),
        ("the lava", "", ["the", "lava"]),
    ],
)
def test_stop_words_go_by_language(text: str, language: Any, kept: list[str]) -> None:
    assert words(text, language=language, words_each=0) == kept


@pytest.mark.parametrize(
    ("prefix", "text", "kept"),
    [
        ("!word", "!word ramen", ["ramen"]),
        ("!word", "!WORD  ramen", ["ramen"]),
        ("!word", "!wordy ramen", []),
        ("!word", "ramen", []),
        ("!word", "!word", []),
        ("#", "#ramen", ["ramen"]),
        ("my word:", "My  Word: ramen", ["ramen"]),
        ("my word:", "my ramen", []),
    ],
)
def test_only_what_begins_with_the_prefix_counts(
    prefix: str, text: str, kept: list[str]
) -> None:
    assert words(text, prefix=prefix, language="") == kept


# What is taken back, and when it counts.


def test_a_deleted_message_takes_its_words_away_in_the_results_too() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    show.say("ana", "cozy")
    bad = show.say("ben", "nasty cozy")
    show.act("close")
    show.judge(bad, Verdict.BLOCK)

    assert cloud.on_air().words == (("cozy", 1),)
    assert show.again().interactions["i"].on_air() == cloud.on_air()


def test_what_a_platform_deletes_is_taken_away() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    said = show.say("ben", "nasty")
    show.write(
        ChatDeleted(
            id="tiktok:gone",
            platform=Platform.TIKTOK,
            channel="@mira.plays",
            targets=(said.event.id,),
        )
    )

    assert cloud.on_air().words == ()


def test_a_taken_back_message_gives_room_to_the_next_words() -> None:
    show = Folding()
    spec = WordCloudSpec(title="?", language="", words_each=1)
    cloud = show.make(spec, "start")
    first = show.say("ana", "nasty")
    show.say("ana", "cozy")
    show.judge(first, Verdict.BLOCK)

    assert cloud.on_air().words == (("cozy", 1),)


def test_what_waits_for_its_verdict_is_not_shown() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    held = show.say("ana", "cozy", judgement=PENDING)
    before = cloud.on_air().words
    show.judge(held, Verdict.ALLOW)

    assert (before, cloud.on_air().words) == ((), (("cozy", 1),))


def test_words_before_the_start_and_after_the_end_do_not_count() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    show.say("ana", "early", at=show.now - 60 * SECOND)
    show.say("ben", "cozy")
    show.act("close")
    late = show.say("cleo", "late")
    show.act("back")
    show.say("dan", "again")

    assert [word for word, _n in cloud.on_air().words] == ["cozy", "again"]
    assert late.seq < show.entries[-1].seq


def test_two_accounts_of_one_person_say_a_word_once() -> None:
    show = Folding()
    cloud = show.make(NONE, "start")
    show.say("ana", "cozy")
    show.say("ana2", "cozy lava")
    show.write(ViewersLinked(viewer_id="tiktok:ana", other_id="tiktok:ana2"))

    assert cloud.on_air().words == (("cozy", 1), ("lava", 1))
    assert cloud.on_air().voters == 1


def test_two_accounts_that_are_parted_say_a_word_each() -> None:
    show = Folding()
    cloud = show.make(WordCloudSpec(title="?", language=""), "start")
    show.say("ana2", "lava")
    show.say("ben", "lava")
    show.say("ana", "cozy")
    link = ViewersLinked(viewer_id="tiktok:ana", other_id="tiktok:ana2")
    show.write(link)
    assert cloud.on_air().words == (("lava", 2),)

    show.write(structs.replace(link, is_lifted=True))

    assert cloud.on_air().words == (("lava", 2), ("cozy", 1))
    assert cloud.on_air().voters == 3


def recount(said: dict[int, tuple[int, str, str]], each: int) -> dict[str, int]:
    """Count plainly: seq to when, who and what; words as they are written here."""
    people: dict[str, set[str]] = {}
    mine: dict[str, list[str]] = {}
    for _seq, (_at, who, text) in sorted(
        said.items(), key=lambda one: (one[1][0], one[0])
    ):
        for word in text.split():
            theirs = mine.setdefault(who, [])
            if word not in theirs and (not each or len(theirs) < each):
                theirs.append(word)
                people.setdefault(word, set()).add(who)
    return {word: len(who) for word, who in people.items()}


@pytest.mark.parametrize("seed", range(60))
def test_in_any_order_with_anything_taken_back_it_is_a_plain_recount(seed: int) -> None:
    chance, show = random.Random(seed), Folding()
    each = chance.choice((0, 1, 2))
    spec = WordCloudSpec(title="?", language="", words_each=each)
    cloud = show.make(spec, "start")
    begin, counted, entries = show.now, {}, []
    for _n in range(60):
        if entries and chance.random() < 0.3:
            gone = chance.choice(entries)
            show.judge(gone, Verdict.BLOCK)
            counted.pop(gone.seq, None)
            continue
        who = f"v{chance.randrange(6)}"
        text = " ".join(f"w{chance.choice('abcdefgh')}" for _m in range(3))
        at = begin + chance.randrange(50) * SECOND
        entries.append(show.say(who, text, at=at))
        counted[entries[-1].seq] = (at, who, text)

    assert dict(cloud.on_air().words) == recount(counted, each)
    assert show.again().interactions["i"].on_air() == cloud.on_air()


# What it costs.


def of_many(words: int) -> tuple[Folding, Any]:
    show = Folding()
    cloud = show.make(NONE, "start")
    for start in range(0, words, 50):
        text = " ".join(f"w{number:05}x" for number in range(start, start + 50))
        show.say(f"v{start}", text)
    return show, cloud


def test_a_word_costs_as_much_in_a_cloud_of_ten_thousand() -> None:
    small, large = of_many(100), of_many(10_000)
    for _show, cloud in (small, large):
        assert len(cloud.words(20_000)) in {100, 10_000}
    hearing = [
        calls(lambda s=show: s.say("late", "cozy")) for show, _ in (small, large)
    ]
    drawing = [calls(cloud.on_air) for _show, cloud in (small, large)]

    assert hearing[1] <= hearing[0] + 10
    assert drawing[1] <= drawing[0] + 10


def test_two_who_become_one_cost_nothing_for_the_words_of_the_others() -> None:
    link = ViewersLinked(viewer_id="tiktok:v0", other_id="tiktok:v50")
    small, large = of_many(100), of_many(10_000)
    costs = [calls(lambda s=show: s.write(link)) for show, _ in (small, large)]

    assert [cloud.on_air().voters for _show, cloud in (small, large)] == [1, 199]
    assert costs[1] <= costs[0] + 10 * 198, "that is ten for each of their messages"


def test_the_words_of_one_who_never_stops_cost_no_more_each_time() -> None:
    show = Folding()
    show.make(NONE, "start")
    first = calls(lambda: show.say("ana", "cozy lava"))
    for number in range(2_000):
        show.say("ana", f"w{number}x")
    last = calls(lambda: show.say("ana", "ramen karaoke"))

    assert last <= first + 10


def test_a_ban_costs_as_much_for_each_message_of_who_wrote_thousands() -> None:
    costs = []
    for many in (50, 2_000):
        show = Folding()
        cloud = show.make(NONE, "start")
        for number in range(many):
            show.say("troll", f"w{number}x")
        show.say("ana", "cozy")
        ban = ViewerMarked(viewer_id="tiktok:troll", mark="ban")
        costs.append(calls(lambda show=show, ban=ban: show.write(ban)) / many)
        assert cloud.on_air().words == (("cozy", 1),)

    assert costs[1] <= costs[0] + 10


def test_of_a_message_of_four_thousand_characters_only_the_start_is_read() -> None:
    long = " ".join(f"w{number:03}" for number in range(800))
    costs = []
    for text in (long, long[:600]):
        show = Folding()
        show.make(NONE, "start")
        costs.append(calls(lambda show=show, text=text: show.say("ana", text)))

    assert len(long) == 3_999
    assert costs[0] <= costs[1] + 10
