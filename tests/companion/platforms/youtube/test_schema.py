"""The wire schema, beside the published table of names and numbers."""

from __future__ import annotations

from companion.platforms.youtube.schema import METHOD, ListRequest, ListResponse
from tests.support.emulators import youtube_schema as other
from tests.support.emulators import youtube_script as script


def test_the_method_has_the_published_name() -> None:
    assert METHOD == "/youtube.api.v3.V3DataLiveChatMessageService/StreamList"


def test_a_request_is_understood_by_the_other_side() -> None:
    request = ListRequest(
        live_chat_id="c", page_token="t", max_results=7, part=["id", "snippet"]
    )
    read = other.Request.FromString(request.SerializeToString())

    assert (read.live_chat_id, read.page_token, read.max_results) == ("c", "t", 7)
    assert list(read.part) == ["id", "snippet"]


def test_the_numbers_of_the_longest_fields_are_the_published_ones() -> None:
    fields = ListResponse.DESCRIPTOR.fields_by_name
    numbers = {name: field.number for name, field in fields.items()}

    assert numbers == {
        "kind": 200, "etag": 201, "offline_at": 2, "page_info": 1004,
        "next_page_token": 100602, "items": 1007, "active_poll_item": 1008,
    }  # fmt: skip


def test_fields_that_the_table_does_not_know_survive() -> None:
    answer = other.Response(next_page_token="t")
    answer.items.append(other.encoded({"id": "m", **script.gift("Rose", 10)}))
    read = ListResponse.FromString(answer.SerializeToString())

    assert read.items[0].id == "m"
    assert b"Rose" in read.items[0].SerializeToString()
