"""OBS by the API: what is asked is checked before OBS is; the rest is in end_to_end."""

from __future__ import annotations

from typing import Any

import pytest

from companion.domain.studio import Check, ObsView, SourceView
from companion.web.api.obs import check_object, obs_object
from companion.web.tokens import Scope
from companion.web.wire import encode
from tests.companion.web.conftest import Web


async def test_without_a_line_to_obs_it_is_off(web: Web) -> None:
    status, answer = await web.get("/api/v1/obs")

    assert status == 200
    assert (answer["state"], answer["sources"]) == ("off", [])
    assert answer["detail"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("add", {}, "overlay"),
        ("add", {"overlay": "Lead er"}, "overlay"),
        ("add", {"overlay": "leaderboard", "scene": 5}, "scene"),
        ("scene", {"scene": ""}, "scene"),
        ("source", {"source": "x", "scene": "y", "visible": "yes"}, "visible"),
        ("act", {"act": "explode"}, "act"),
        ("act", {"act": "stream_stop"}, "confirm"),
        ("act", {"act": "record_stop", "confirm": False}, "confirm"),
    ],
)
async def test_a_field_that_is_not_accepted_is_named(
    web: Web, path: str, body: dict[str, Any], field: str
) -> None:
    status, answer = await web.post(f"/api/v1/obs/{path}", body)

    assert (status, answer["field"]) == (422, field)


@pytest.mark.parametrize("path", ["panic", "preflight", "add", "repair", "reload"])
async def test_steering_obs_needs_the_widest_scope(web: Web, path: str) -> None:
    status, _answer = await web.post(f"/api/v1/obs/{path}", {}, scope=Scope.MODERATE)

    assert status == 403


async def test_where_there_is_no_obs_nothing_is_done(web: Web) -> None:
    status, answer = await web.post("/api/v1/obs/panic", {})

    assert status == 409
    assert answer["detail"]


def test_how_obs_stands_is_told_as_described() -> None:
    view = ObsView(
        state="connected",
        scenes=("Game",),
        sources=(SourceView(source="Companion Chat", overlay="chat", is_visible=True),),
        is_streaming=True,
        is_replaying=True,
    )

    found = obs_object(view)

    assert (found.streaming, found.recording, found.replay) == (True, False, True)
    assert encode(found.sources) == (
        b'[{"source":"Companion Chat","overlay":"chat","scenes":[],"visible":true,'
        b'"state":"waiting","detail":""}]'
    )


def test_a_check_is_told_with_what_to_do() -> None:
    check = Check(
        name="Disk", about="disk", state="bad", detail="full", fix="Make room."
    )

    assert encode(check_object(check)) == (
        b'{"name":"Disk","about":"disk","state":"bad","detail":"full",'
        b'"fix":"Make room."}'
    )
