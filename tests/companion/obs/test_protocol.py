"""Messages of obs-websocket, as its documents have them."""

from __future__ import annotations

import json

import pytest

from companion.obs.protocol import (
    Challenge,
    Event,
    Events,
    Hello,
    Request,
    batch,
    decoded,
    identify,
    proof,
    request,
)


def test_a_password_is_shown_to_be_known_as_the_protocol_says() -> None:
    # The example of obs-websocket's own documents.
    challenge = Challenge(
        challenge="+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=",
        salt="lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
    )

    found = proof("supersecretpassword", challenge)

    assert found == "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4="


def test_without_a_challenge_no_proof_is_sent() -> None:
    told = identify(Hello("5.1.0"), "a password", Events.SCENES)

    assert json.loads(told) == {
        "op": 1,
        "d": {"rpcVersion": 1, "eventSubscriptions": 4},
    }


def test_hello_and_event_are_read() -> None:
    hello = decoded(
        '{"op":0,"d":{"obsWebSocketVersion":"5.6.3","rpcVersion":1,'
        '"authentication":{"challenge":"c","salt":"s"},"new":1}}'
    )
    event = decoded('{"op":5,"d":{"eventType":"ExitStarted","eventIntent":1}}')

    assert hello == Hello("5.6.3", 1, Challenge("c", "s"))
    assert isinstance(event, Event)
    assert (event.event_type, event.data) == ("ExitStarted", {})


def test_a_message_of_a_kind_to_come_is_nothing() -> None:
    assert decoded('{"op":77,"d":{}}') is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "nonsense", '{"op":0}', '{"op":0,"d":[]}', '{"op":"0","d":{}}',
     '{"op":7,"d":{"requestType":5}}', "[" * 20_000, '{"op":9,"d":{"results":[1]}}'],
)  # fmt: skip
def test_what_cannot_be_read_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a message"):
        decoded(text)


def test_requests_carry_their_fields() -> None:
    wanted = Request(kind="GetSceneItemList", data={"sceneName": "Spiel ⚽"})

    one = json.loads(request("7", wanted))
    several = json.loads(batch("8", [wanted, wanted], halt=True))

    fields = {
        "requestType": "GetSceneItemList",
        "requestData": {"sceneName": "Spiel ⚽"},
    }
    assert one == {"op": 6, "d": {**fields, "requestId": "7"}}
    assert several == {
        "op": 8,
        "d": {"requestId": "8", "haltOnFailure": True, "requests": [fields, fields]},
    }
