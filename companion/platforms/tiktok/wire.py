"""Reading only what is needed out of a protobuf message.

TikTokLive's own classes decode every field of every nested message, which costs half a
millisecond a message, and one changed field that nobody reads loses the whole message.
Here a Shape says which fields are wanted; numbers and types come from the classes of
the library, everything else is skipped unread.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

_NUMBERS: Final = frozenset({"int32", "int64", "uint32", "uint64", "enum"})
_SIGN: Final = 1 << 63


Record = SimpleNamespace
"""A decoded message: an attribute for each wanted field, nothing else."""


class Malformed(ValueError):
    """The bytes are no protobuf message."""


class Field(NamedTuple):
    """A wanted field: its name, its protobuf type, and the Shape of its message."""

    name: str
    kind: str
    is_repeated: bool
    shape: Shape | None


class Shape:
    """The wanted fields of one message class.

    names: scalar fields by the library's names. messages: fields that are messages,
    with the Shapes to read them by. A field that the library does not have (any more)
    always reads as its default.
    """

    def __init__(
        self, cls: type, *names: str, messages: Mapping[str, Shape] | None = None
    ) -> None:
        wanted: dict[str, Shape | None] = dict.fromkeys(names)
        wanted.update(messages or {})
        self.fields: dict[int, Field] = {}
        self.defaults: dict[str, Any] = dict.fromkeys(wanted)
        for field in dataclasses.fields(cls):
            if field.name not in wanted:
                continue
            meta: Any = field.metadata["betterproto"]
            shape, kind = wanted.pop(field.name), str(meta.proto_type)
            if (kind == "message") is (shape is None):
                continue  # another type than it was: read as missing
            known = Field(field.name, kind, bool(meta.repeated), shape)
            self.fields[meta.number] = known
            self.defaults[field.name] = _default(known)
        self.missing = frozenset(wanted)
        """Wanted fields that the library does not know."""


def _default(field: Field) -> object:
    if field.is_repeated:
        return ()
    if field.kind == "string":
        return ""
    if field.kind == "bool":
        return False
    return 0 if field.kind in _NUMBERS else None


def decode(shape: Shape, data: bytes) -> Record:
    """Return an object with one attribute for each wanted field.

    Numbers default to 0, truth values to False, strings to "", messages to None,
    repeated fields to an empty sequence. A field of an unexpected wire type counts as
    absent, and text that is not UTF-8 is kept with replacement characters. Raises
    Malformed.
    """
    try:
        return _decode(shape, data)
    except IndexError:
        raise Malformed("the message is cut off") from None


def _decode(shape: Shape, data: bytes) -> Record:
    record = Record(**shape.defaults)
    fields = shape.fields
    position, end = 0, len(data)
    while position < end:
        key = data[position]
        position += 1
        if key >= 0x80:
            key, position = _varint(data, position - 1)
        field = fields.get(key >> 3)
        wire = key & 7
        if wire == 2:
            length = data[position]
            position += 1
            if length >= 0x80:
                length, position = _varint(data, position - 1)
            start, position = position, position + length
            if position > end:
                raise Malformed("the message is cut off")
            if field is not None:
                _put_bytes(record, field, data[start:position])
        elif wire == 0:
            value, position = _varint(data, position)
            if field is not None:
                _put_number(record, field, value)
        elif wire in (1, 5):
            position += 8 if wire == 1 else 4
            if position > end:
                raise Malformed("the message is cut off")
        else:
            raise Malformed(f"wire type {wire} is not in use")
    return record


def _put_bytes(record: Record, field: Field, data: bytes) -> None:
    if field.shape is not None:
        _put(record, field, _decode(field.shape, data))
    elif field.kind == "string":
        _put(record, field, str(data, "utf-8", "replace"))
    elif field.is_repeated and field.kind in _NUMBERS:
        position = 0
        while position < len(data):
            value, position = _varint(data, position)
            _put_number(record, field, value)


def _put_number(record: Record, field: Field, value: int) -> None:
    if field.kind == "bool":
        _put(record, field, value != 0)
    elif field.kind in _NUMBERS:
        # Negative numbers of either width travel as ten bytes, sign-extended.
        signed = value - (1 << 64) if value & _SIGN else value
        _put(record, field, signed)


def _put(record: Record, field: Field, value: object) -> None:
    if not field.is_repeated:
        setattr(record, field.name, value)
    elif known := getattr(record, field.name):
        known.append(value)
    else:
        setattr(record, field.name, [value])


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Return the number at `position`, at most 64 bits, and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7
        if shift > 63:
            raise Malformed("a number is too long")
