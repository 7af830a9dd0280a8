"""Messages of obs-websocket's protocol 5, as far as we use it. Pure."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from enum import IntEnum, IntFlag
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct

SUBPROTOCOL: Final = "obswebsocket.json"
RPC_VERSION: Final = 1


class Op(IntEnum):
    """What a message is."""

    HELLO = 0
    IDENTIFY = 1
    IDENTIFIED = 2
    EVENT = 5
    REQUEST = 6
    RESPONSE = 7
    BATCH = 8
    BATCH_RESPONSE = 9


class CloseCode(IntEnum):
    """Why OBS closed the connection, where that is for us to know."""

    AUTHENTICATION_FAILED = 4009
    SESSION_INVALIDATED = 4011


class Events(IntFlag):
    """Groups of events; what is not asked for does not come."""

    NONE = 0
    GENERAL = 1 << 0
    CONFIG = 1 << 1
    SCENES = 1 << 2
    INPUTS = 1 << 3
    TRANSITIONS = 1 << 4
    OUTPUTS = 1 << 6
    SCENE_ITEMS = 1 << 7


class Challenge(Struct, frozen=True):
    """What a password is hashed with."""

    challenge: str
    salt: str


class Hello(Struct, frozen=True, rename="camel"):
    """What OBS says first; authentication: None when it wants no password."""

    obs_web_socket_version: str
    rpc_version: int = 1
    authentication: Challenge | None = None


class Status(Struct, frozen=True):
    """How a request ended; code: of errors.py, 100 when it was done."""

    result: bool
    code: int
    comment: str = ""


class Answer(Struct, frozen=True, rename="camel"):
    """What became of one request; data: {} where there is none."""

    request_type: str
    request_status: Status
    request_id: str = ""
    response_data: dict[str, Any] | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """What OBS answered with."""
        return self.response_data or {}


class BatchAnswer(Struct, frozen=True, rename="camel"):
    """What became of a batch, request by request."""

    request_id: str
    results: tuple[Answer, ...]


class Event(Struct, frozen=True, rename="camel"):
    """Something that happened in OBS."""

    event_type: str
    event_data: dict[str, Any] | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """What OBS tells of it."""
        return self.event_data or {}


class Request(Struct, frozen=True, kw_only=True):
    """One request; data: its fields as the protocol names them."""

    kind: str
    data: Mapping[str, Any] = {}


class _Envelope(Struct, frozen=True):
    op: int
    d: msgspec.Raw


_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_INCOMING: Final[Mapping[int, msgspec.json.Decoder[Any]]] = {
    Op.HELLO: msgspec.json.Decoder(Hello),
    Op.IDENTIFIED: msgspec.json.Decoder(dict[str, Any]),
    Op.EVENT: msgspec.json.Decoder(Event),
    Op.RESPONSE: msgspec.json.Decoder(Answer),
    Op.BATCH_RESPONSE: msgspec.json.Decoder(BatchAnswer),
}

Incoming = Hello | Event | Answer | BatchAnswer | dict[str, Any] | None


def decoded(text: str) -> Incoming:
    """Return what OBS sent; {…} is Identified, None a kind that we do not know.

    Raises ValueError when it cannot be read.
    """
    try:
        envelope = _ENVELOPE.decode(text)
        decoder = _INCOMING.get(envelope.op)
        found: Incoming = None if decoder is None else decoder.decode(envelope.d)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError("not a message of obs-websocket") from error
    return found


def identify(hello: Hello, password: str, events: Events) -> str:
    """Return the message that answers Hello."""
    data: dict[str, Any] = {
        "rpcVersion": RPC_VERSION,
        "eventSubscriptions": int(events),
    }
    if hello.authentication is not None:
        data["authentication"] = proof(password, hello.authentication)
    return _message(Op.IDENTIFY, data)


def proof(password: str, challenge: Challenge) -> str:
    """Return what shows that we know the password, without telling it."""
    secret = b64encode(sha256((password + challenge.salt).encode()).digest())
    whole = secret + challenge.challenge.encode()
    return b64encode(sha256(whole).digest()).decode()


def request(request_id: str, wanted: Request) -> str:
    """Return the message that asks for one thing."""
    return _message(Op.REQUEST, {**_fields(wanted), "requestId": request_id})


def batch(request_id: str, wanted: Sequence[Request], *, halt: bool) -> str:
    """Return the message that asks for several things, done one after the other.

    halt: leave out the rest when one is refused.
    """
    return _message(
        Op.BATCH,
        {
            "requestId": request_id,
            "haltOnFailure": halt,
            "requests": [_fields(one) for one in wanted],
        },
    )


def _fields(wanted: Request) -> dict[str, Any]:
    return {"requestType": wanted.kind, "requestData": dict(wanted.data)}


def _message(op: Op, data: Mapping[str, Any]) -> str:
    return json.dumps({"op": int(op), "d": data})
