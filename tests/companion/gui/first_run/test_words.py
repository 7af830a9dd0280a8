"""What the cards say is what is known, and green only what a page has proved."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.studio import ObsView, OverlayView, PageView, SourceView
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.first_run.words import (
    alert_delay,
    channel_words,
    proof_of,
    shows_alerts,
)

SECOND = 1_000_000
NOW = 1_000 * SECOND

PAGE = PageView(
    overlay="stage",
    since=NOW - SECOND,
    heard_at=NOW - 300_000,
    is_showing=True,
    obs="2.23.5",
)
STAGE = OverlayView(
    name="stage",
    kind="stage",
    title="Stage",
    description="",
    width=1920,
    height=1080,
    link="http://127.0.0.1:7717/o/token/stage/",
)
SOURCE = SourceView(
    source="Companion Stage",
    overlay="stage",
    scenes=("Gaming",),
    is_visible=True,
    state="waiting",
)


def channel(state: ConnectionState, **more: object) -> ConnectionView:
    view = ConnectionView(
        target="tiktok:@mira.plays", platform=Platform.TIKTOK, state=state
    )
    return structs.replace(view, **more)


def obs(*sources: SourceView, scene: str = "Gaming") -> ObsView:
    return ObsView(
        state="connected",
        scene=scene,
        scenes=("Gaming", "Karaoke"),
        sources=sources,
    )


@pytest.mark.parametrize(
    ("view", "mark", "words"),
    [
        (channel(ConnectionState.CONNECTING), "turning", "looking for it"),
        (
            channel(ConnectionState.CONNECTING, attempt=3, until=NOW + 4 * SECOND),
            "slow",
            "TikTok answers slowly. Trying again in 4 s; continue meanwhile.",
        ),
        (
            channel(ConnectionState.LIVE, since=NOW, viewers=1_212),
            "good",
            " · 1,212 watching",
        ),
        (channel(ConnectionState.LIVE, since=NOW), "good", "live, read since "),
        (
            channel(ConnectionState.SILENT, last_event_at=NOW - 31 * SECOND),
            "good",
            "live, and quiet for 31 s",
        ),
        (
            channel(ConnectionState.WAITING),
            "waiting",
            "not live; Companion waits and starts by itself",
        ),
        (
            channel(ConnectionState.RATE_LIMITED, until=NOW + 61 * SECOND),
            "slow",
            "TikTok asks us to wait for 1 min; continue meanwhile.",
        ),
        (channel(ConnectionState.NEEDS_LOGIN), "key", "needs a free key or a login"),
        (
            channel(ConnectionState.OFFLINE, detail="TikTok knows no channel @mira."),
            "bad",
            "TikTok knows no channel @mira.",
        ),
        (channel(ConnectionState.ENDED), "over", "the stream is over"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_channel_is_told_as_it_is(
    view: ConnectionView, mark: str, words: str
) -> None:
    said = channel_words(view, now=NOW)

    assert (said.name, said.mark) == ("@mira.plays", mark)
    assert words in said.text
    assert said.text in said.spoken


def test_the_page_proves_it_with_its_scene_its_age_and_the_gift() -> None:
    shown = structs.replace(STAGE, pages=(PAGE,))

    proof = proof_of(shown, obs(SOURCE), now=NOW, gift_ms=41.2)

    assert proof.is_proved
    assert proof.title == "OBS is showing this overlay"
    plain = proof.detail.replace("\u2068", "").replace("\u2069", "")
    assert plain == ("Scene Gaming · heartbeat 0.3 s ago · gift on screen after 41 ms")
    assert not proof.act


def test_what_obs_says_alone_is_no_proof() -> None:
    seen = structs.replace(SOURCE, state="showing")

    proof = proof_of(STAGE, obs(seen), now=NOW)

    assert not proof.is_proved
    assert proof.is_waiting


def test_another_program_is_told_from_obs() -> None:
    page = structs.replace(PAGE, obs="")

    proof = proof_of(structs.replace(STAGE, pages=(page,)), obs(), now=NOW)

    assert proof.is_proved
    assert proof.title == "A program is showing this overlay"


@pytest.mark.parametrize(
    ("source", "scene", "title", "act"),
    [
        (SOURCE, "Karaoke", "No heartbeat yet", "switch"),
        (
            structs.replace(SOURCE, is_visible=False, state="hidden"),
            "Gaming",
            "OBS has it, hidden",
            "show",
        ),
        (structs.replace(SOURCE, state="stale"), "Gaming", "out of date", "repair"),
        (structs.replace(SOURCE, state="silent"), "Gaming", "No heartbeat", "reload"),
        (SOURCE, "Gaming", "No heartbeat yet", ""),
    ],
)
def test_what_is_missing_is_named_with_its_one_click(
    source: SourceView, scene: str, title: str, act: str
) -> None:
    proof = proof_of(STAGE, obs(source, scene=scene), now=NOW)

    assert not proof.is_proved
    assert title in proof.title
    assert proof.act == act
    assert bool(proof.verb) == bool(act)


def test_a_scene_is_named_in_what_is_to_be_pressed() -> None:
    proof = proof_of(STAGE, obs(SOURCE, scene="Karaoke"), now=NOW)

    assert proof.scene == "Gaming"
    assert "Switch to" in proof.verb
    assert "Gaming" in proof.verb


def test_nothing_in_obs_leads_back() -> None:
    assert proof_of(STAGE, obs(), now=NOW).act == "back"


def test_a_hidden_page_without_a_known_source_is_no_proof() -> None:
    page = structs.replace(PAGE, is_showing=False)

    proof = proof_of(structs.replace(STAGE, pages=(page,)), ObsView(), now=NOW)

    assert (proof.is_proved, proof.title) == (False, "OBS has it, hidden")


def test_a_server_that_is_off_is_told_with_its_reason() -> None:
    off = structs.replace(STAGE, link="")

    proof = proof_of(off, obs(), now=NOW, problem="Port 7717 is taken.")

    assert (proof.title, proof.detail) == (
        "The page cannot reach Companion",
        "Port 7717 is taken.",
    )


def test_before_the_first_look_nothing_is_claimed() -> None:
    proof = proof_of(None, ObsView(), now=NOW)

    assert (proof.is_proved, proof.is_waiting) == (False, True)


def test_alerts_are_timed_where_the_stage_shows_them() -> None:
    own = structs.replace(PAGE, overlay="alerts", delay_ms=900.0)
    within = structs.replace(own, stage="stage", delay_ms=41.0)
    hidden = structs.replace(within, is_showing=False, delay_ms=7.0)

    assert alert_delay((own, within, hidden)) == 41.0
    assert alert_delay((own,)) is None
    assert shows_alerts((own, within))
    assert not shows_alerts((own, hidden))
