"""One sentence on why an event earned what it did."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from companion.domain.events import (
    AnyEvent,
    Chat,
    Cheer,
    Follow,
    JewelGift,
    Join,
    Like,
    Membership,
    Raid,
    Redemption,
    Share,
    Subscription,
    SuperSticker,
)
from companion.i18n import set_language
from companion.scoring.explanation import explain, number, points
from tests.companion.scoring.test_rules import (
    CLASSIC,
    DEFAULT,
    FAN,
    event,
    rose,
    super_chat,
    table,
)


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        (rose(120), "Rose ×120 · 1 point each"),
        (rose(1, diamonds_each=29_999), "Rose ×1 · 29999 points each"),
        (event(Like, count=30), "10 likes a point"),
        (event(Chat, text="hi"), "1 point a message, 30 messages a session at most"),
        (event(Follow), "Follow · 10 points"),
        (event(Share), "Share · 5 points"),
        (event(Cheer, bits=1), "1 Bit · 1 point each"),
        (event(Cheer, bits=250), "250 Bits · 1 point each"),
        (event(Raid, viewers=42), "42 raiders · 1 point each"),
        (super_chat(4_990_000, "EUR"), "4.99 EUR · 100 points per EUR"),
        (super_chat(2_000_000, "USD", SuperSticker), "2 USD · 100 points per USD"),
        (event(JewelGift, name="Star", jewels=30, count=2), "Star ×2 · 30 points each"),
        (event(Subscription), "Subscription · 500 points"),
        (event(Subscription, gifted_by=FAN), "Subscription, given · 500 points"),
        (event(Membership, count=5, gifted_by=FAN),
         "Membership, given ×5 · 500 points each"),
    ],
)  # fmt: skip
def test_each_kind_is_explained(happened: AnyEvent, sentence: str) -> None:
    assert explain(happened, DEFAULT) == sentence


def test_a_multiplier_is_explained() -> None:
    sentence = explain(rose(2, diamonds_each=9), CLASSIC)

    assert sentence == "Rose ×2 · 54 points each (9 Diamonds ×6)"


def test_likes_of_followers_are_explained_as_theirs() -> None:
    assert explain(event(Like, FAN, count=3), CLASSIC) == "10 likes a point"
    assert explain(event(Like, count=3), CLASSIC) == "15 likes a point"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"points": 2, "per": 1}, "2 points a like"),
        ({"points": 2, "per": 3}, "0.667 points a like"),
        ({"points": 1, "per": 1}, "1 point a like"),
    ],
)
def test_likes_of_any_worth_are_explained(rule: dict[str, int], sentence: str) -> None:
    assert explain(event(Like, count=3), table(like=rule)) == sentence


def test_a_factor_for_followers_is_named_to_followers_only() -> None:
    rules = table(follow={"follower_factor": Decimal("1.5")})

    assert explain(event(Follow, FAN), rules) == (
        "Follow · 15 points · ×1.5 for followers"
    )
    assert explain(event(Follow), rules) == "Follow · 10 points"


def test_chats_without_a_limit_name_none() -> None:
    assert explain(event(Chat, text="x"), table(chat={"cap": 0})) == "1 point a message"


def test_what_can_be_made_to_earn_is_explained_too() -> None:
    rules = table(join={"points": 1}, redemption={"points": 2})
    redemption = event(Redemption, reward_id="r", title="{n} Hydrate", cost=9)

    assert explain(event(Join), rules) == "Join · 1 point"
    assert explain(redemption, rules) == "{n} Hydrate · 2 points"


def test_what_earns_nothing_needs_no_explanation() -> None:
    assert explain(event(Join), DEFAULT) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1), "1 point"),
        (Fraction(2), "2 points"),
        (Fraction(1, 2), "0.5 points"),
        (Fraction(3, 2), "1.5 points"),
        (Fraction(0), "0 points"),
        (Fraction(1000), "1000 points"),
        (Fraction(2, 3), "0.667 points"),
    ],
)
def test_points_are_counted_in_words(value: Fraction, text: str) -> None:
    assert points(value) == text


def test_a_number_has_no_more_decimals_than_it_needs() -> None:
    assert [number(Fraction(n)) for n in ("4.990", "100", "0.125", "1/3")] == [
        "4.99",
        "100",
        "0.125",
        "0.333",
    ]


def test_the_sentence_is_in_the_chosen_language() -> None:
    english = explain(super_chat(4_990_000, "EUR"), DEFAULT)

    set_language("fr")

    assert explain(super_chat(4_990_000, "EUR"), DEFAULT) != english
