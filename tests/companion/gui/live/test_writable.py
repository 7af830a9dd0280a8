"""What can be written to, how long it may be, and why the rest cannot."""

from __future__ import annotations

from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.live.writable import Writable, target_name

LOGIN = "Writing needs a Twitch login; reading needs none."


def connection(target: str, limit: int = 500, why: str = "") -> ConnectionView:
    platform = target.partition(":")[0]
    return ConnectionView(
        target=target,
        platform=Platform(platform) if platform in set(Platform) else None,
        state=ConnectionState.LIVE,
        text_limit=limit,
        cannot_write=why,
    )


TIKTOK = connection("tiktok:@mira", 0, "TikTok can only be read.")
TWITCH = connection("twitch:mira")
YOUTUBE = connection("youtube:@mira", 200)


def test_the_smallest_limit_of_the_chosen_holds() -> None:
    here = Writable([TIKTOK, TWITCH, YOUTUBE])

    assert [one.target for one in here.able] == ["twitch:mira", "youtube:@mira"]
    assert here.limit(None) == 200
    assert here.limit(["twitch:mira"]) == 500
    assert here.limit(["tiktok:@mira"]) == 0
    assert here.why_none == ""


def test_without_a_connection_it_asks_for_one() -> None:
    assert "Connect a channel" in Writable().why_none
    assert not Writable().login_helps


def test_a_login_is_asked_for_only_where_it_helps() -> None:
    tiktok = Writable([TIKTOK])
    assert tiktok.why_none == "TikTok can only be read."
    assert not tiktok.login_helps

    both = Writable([TIKTOK, connection("twitch:mira", why=LOGIN)])
    assert both.login_helps
    assert "Log in" in both.why_none


def test_a_simulated_stream_says_that_it_takes_nothing() -> None:
    demo = Writable([connection("simulator:demo", 0, "This can only be read.")])

    assert demo.why_none == "A simulated stream takes no messages"
    assert not demo.login_helps


def test_each_connection_says_why_not() -> None:
    here = Writable([TIKTOK, TWITCH])

    assert here.why_not_target("tiktok:@mira") == "TikTok can only be read."
    assert here.why_not_target("twitch:mira") == ""
    assert here.why_not_target("twitch:gone")
    assert here.why_not_viewer("twitch:42") == ""
    assert here.why_not_viewer("tiktok:42") == "TikTok can only be read."
    assert here.why_not_viewer("youtube:42") == "Their platform is not connected"
    assert here.why_not_viewer("simulator") == "Their platform is not connected"


def test_one_of_two_channels_of_a_platform_is_enough_to_moderate() -> None:
    here = Writable([connection("twitch:a", why=LOGIN), connection("twitch:b")])

    assert here.why_not_viewer("twitch:42") == ""


def test_a_connection_is_called_by_platform_and_name() -> None:
    assert target_name("twitch:mira") == "Twitch · mira"
    assert target_name("simulator:demo") == "simulator · demo"
