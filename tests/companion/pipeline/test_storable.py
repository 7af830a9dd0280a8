"""The last resort for texts that nobody can store."""

from __future__ import annotations

import msgspec
import pytest

from companion.pipeline.storable import storable
from tests.support.events import chat, rose, viewer


def test_every_text_is_cleaned_and_every_number_stays() -> None:
    gift = rose(
        viewer("lu\ud800na", name="\udc00"), count=5, diamonds_each=7, message=3
    )
    broken = msgspec.structs.replace(gift, id="tiktok:\ud83d", name="Rose\x00")
    with pytest.raises(UnicodeEncodeError):
        msgspec.json.encode(broken)

    cleaned = storable(broken)

    msgspec.json.encode(cleaned)
    assert cleaned.id == "tiktok:\ufffd"
    assert cleaned.name == "Rose\ufffd"
    assert (cleaned.viewer.id, cleaned.viewer.name) == ("tiktok:lu\ufffdna", "\ufffd")
    assert (cleaned.count, cleaned.diamonds_each) == (5, 7)


def test_what_can_be_stored_stays_as_it_is() -> None:
    event = chat("luna", "hé 🎉\n" + "long" * 1_000)
    assert storable(event) == event
