"""Which marks stand behind a name."""

from __future__ import annotations

from companion.domain.values import Role
from companion.gui.live.chat_badges import BADGES, MOST, badges_of, role_word
from companion.gui.theme.icons import exists


def test_every_role_has_a_badge_an_icon_and_a_word() -> None:
    assert {badge.role for badge in BADGES} == set(Role)
    assert all(exists(badge.icon) for badge in BADGES)
    assert len({badge.icon for badge in BADGES}) == len(BADGES)
    assert len({role_word(role) for role in Role}) == len(Role)


def test_what_matters_most_stands_first_and_there_are_few() -> None:
    badges = badges_of(set(Role))

    assert [badge.role for badge in badges[:2]] == [Role.BROADCASTER, Role.MODERATOR]
    assert len(badges) == MOST


def test_a_follower_wears_it_only_when_it_is_all_there_is() -> None:
    assert [badge.role for badge in badges_of({Role.FOLLOWER})] == [Role.FOLLOWER]
    both = badges_of({Role.FOLLOWER, Role.SUBSCRIBER})
    assert [badge.role for badge in both] == [Role.SUBSCRIBER]


def test_nobody_in_particular_wears_nothing() -> None:
    assert badges_of(()) == ()
