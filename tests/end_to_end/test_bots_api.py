"""Commands, bots and coins by API, in the app as it runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.running_app import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

HELLO = {"name": "hello", "reply": "Hi {{viewer}}, {{args.1}}"}
BOOK: dict[str, Any] = {
    "commands": [HELLO],
    "periodic": [{"id": "p", "name": "Links", "texts": ["links"], "every_s": 600}],
    "thresholds": [{"id": "t", "name": "Up", "words": ["up"], "message": "risen"}],
    "rules": [
        {
            "id": "r",
            "name": "Rose",
            "when": {"event": "gift", "about": "Rose"},
            "actions": [{"do": "message", "text": "thanks"}],
            "label": "says thanks",
        }
    ],
    "announcement": {"text": "We are live"},
    "notes": "for tonight",
}


async def heard(app: Running, who: str, text: str = "hello there") -> str:
    """Have somebody say something in a test; returns their id."""
    body = {"viewer": {"id": f"tiktok:{who}", "name": who.title()}, "text": text}
    status, answer = await app.app.post("/test/chat", body)
    assert status == 202, answer
    return f"tiktok:{who}"


def has(whole: Any, part: Any) -> bool:
    """Whether all that `part` says is so in `whole`, which says more."""
    if isinstance(part, dict):
        return all(has(whole[name], value) for name, value in part.items())
    if isinstance(part, list):
        return len(whole) == len(part) and all(map(has, whole, part))
    return bool(whole == part)


async def reads(app: Running, path: str, scope: str = "read") -> tuple[int, Any]:
    status, answer, _reply = await app.ask(
        "GET", f"/api/v1{path}", headers=app.bearer(scope)
    )
    return status, answer


async def test_the_book_is_replaced_as_a_whole(quiet: Running) -> None:
    status, kept = await quiet.app.post("/bots/book", BOOK)

    assert status == 200
    assert has(kept, BOOK), kept
    assert await quiet.app.get("/bots/book") == kept
    assert (await quiet.app.post("/bots/book", kept))[1] == kept
    view = await quiet.app.get("/bots")
    own = [one for one in view["commands"] if not one["built_in"]]
    assert [one["name"] for one in own] == ["hello"]
    assert [one["needed"] for one in view["thresholds"]] == [10]
    assert view["notes"] == "for tonight"

    _status, empty = await quiet.app.post("/bots/book", {})
    assert (empty["commands"], empty["rules"], empty["notes"]) == ([], [], "")


@pytest.mark.parametrize(
    ("book", "field"),
    [
        ({"commands": [{"name": ""}]}, "commands[0].name"),
        ({"commands": [{"name": "a", "cooldown_s": -1}]}, "commands[0].cooldown_s"),
        ({"commands": [{"name": "a", "cooldown": 1}]}, "commands[0].cooldown"),
        ({"commands": [{"name": "a", "reply": "{{nothing}}"}]}, "commands"),
        ({"commands": [{"name": "a", "reply": "x"}] * 2}, "commands"),
        ({"comands": []}, "comands"),
        (
            {"periodic": [{"id": "p", "name": "n", "texts": ["x"], "every_s": 59}]},
            "periodic[0].every_s",
        ),
        (
            {"thresholds": [{"id": "t", "name": "n", "words": [" "]}]},
            "thresholds[0].words[0]",
        ),
        (
            {
                "rules": [
                    {
                        "id": "r",
                        "name": "n",
                        "when": {"event": "gift"},
                        "actions": [{"do": "hotkey", "name": "x", "sound": "y"}],
                    }
                ]
            },
            "rules[0].actions[0].sound",
        ),
        (
            {
                "rules": [
                    {
                        "id": "r",
                        "name": "n",
                        "when": {"event": "gift"},
                        "conditions": [{"fact": "between", "value": "late"}],
                        "actions": [{"do": "message", "text": "x"}],
                    }
                ]
            },
            "rules[0].conditions[0].value",
        ),
        ({"announcement": {"webhooks": ["nowhere"], "text": 5}}, "announcement.text"),
    ],
)
async def test_a_book_that_cannot_be_names_its_field_and_changes_nothing(
    quiet: Running, book: dict[str, Any], field: str
) -> None:
    _status, before = await quiet.app.post("/bots/book", BOOK)

    status, problem = await quiet.app.post("/bots/book", book)

    assert (status, problem.get("field")) == (422, field), problem
    assert await quiet.app.get("/bots/book") == before


async def test_the_sandbox_says_what_would_be_said_and_records_nothing(
    quiet: Running,
) -> None:
    await quiet.app.post("/bots/book", BOOK)
    entries = (await quiet.app.get("/session"))["totals"]["entries"]
    asked = {"text": "!hello world", "platform": "youtube"}

    _status, first = await quiet.app.post("/bots/sandbox", asked)
    _status, second = await quiet.app.post("/bots/sandbox", asked)
    _status, third = await quiet.app.post(
        "/bots/sandbox", {**asked, "no_cooldowns": True}
    )
    _status, unknown = await quiet.app.post("/bots/sandbox", {"text": "!nothing"})

    assert [one["who"] for one in first["lines"]] == ["viewer", "bot"]
    assert first["lines"][1]["text"].endswith(", world")
    assert second["lines"][1]["who"] == "note"
    assert third["lines"][1] == first["lines"][1]
    assert unknown["lines"][1]["who"] == "note"
    assert (await quiet.app.get("/session"))["totals"]["entries"] == entries
    for body, field in (
        ({"text": ""}, "text"),
        ({"text": "x", "who": "king"}, "who"),
        ({"text": "x", "platform": "radio"}, "platform"),
    ):
        status, problem = await quiet.app.post("/bots/sandbox", body)
        assert (status, problem["field"]) == (422, field)


async def test_counters_and_quotes_are_kept_by_hand(quiet: Running) -> None:
    deaths = {"name": "deaths", "value": 3}
    status, view = await quiet.app.post("/bots/counters", deaths)
    assert (status, view["counters"]) == (200, [deaths])

    _status, view = await quiet.app.post("/bots/quotes", {"text": "It was the lag."})
    (quote,) = view["quotes"]
    assert quote["text"] == "It was the lag."
    _status, view = await quiet.app.post(
        "/bots/quotes", {"text": "", "number": quote["number"]}
    )
    assert view["quotes"] == []
    assert (await quiet.app.post("/bots/quotes", {"text": "", "number": 99}))[0] == 409
    status, problem = await quiet.app.post("/bots/counters", {"name": " ", "value": 1})
    assert (status, problem["field"]) == (422, "name")


async def test_who_only_reads_sees_no_text_that_nobody_judged(quiet: Running) -> None:
    await quiet.app.post("/bots/book", BOOK)

    status, view = await reads(quiet, "/bots")

    assert status == 200
    assert (view["log"], view["quotes"], view["notes"]) == (None, None, None)
    assert [one["platform"] for one in view["pace"]] == ["twitch", "youtube", "tiktok"]
    assert (await reads(quiet, "/bots", "moderate"))[1]["notes"] == "for tonight"
    for scope in ("read", "moderate"):
        assert (await reads(quiet, "/bots/book", scope))[0] == 403


async def test_there_is_nothing_to_repeat_or_to_announce(quiet: Running) -> None:
    assert (await quiet.app.post("/bots/repeat", {"run": "rule:r:1:0"}))[0] == 409
    await quiet.app.post("/bots/book", {})
    assert (await quiet.app.post("/bots/announce"))[0] == 409
    status, problem = await quiet.app.post("/bots/repeat", {})
    assert (status, problem["field"]) == (422, "run")


async def test_coins_are_given_and_taken_but_never_below_nothing(
    quiet: Running,
) -> None:
    luna = await heard(quiet, "luna")

    status, wallet = await quiet.app.post(
        f"/viewers/{luna}/coins", {"coins": 50, "reason": "won"}
    )
    assert (status, wallet["coins"]) == (200, 50)
    assert (await quiet.app.post(f"/viewers/{luna}/coins", {"coins": -60}))[0] == 409
    _status, wallet = await quiet.app.post(f"/viewers/{luna}/coins", {"coins": -20})
    assert (wallet["coins"], wallet["earned"], wallet["spent"]) == (30, 50, 20)
    assert (await quiet.app.get(f"/viewers/{luna}/wallet")) == wallet
    assert (await quiet.app.post(f"/viewers/{luna}/coins", {"coins": 0}))[0] == 409
    status, problem = await quiet.app.post(f"/viewers/{luna}/coins", {"coins": 0.5})
    assert (status, problem["field"]) == (422, "coins")
    assert (await reads(quiet, f"/viewers/{luna}/wallet"))[1]["coins"] == 30


async def test_linked_accounts_have_one_wallet_and_unlinked_ones_two(
    quiet: Running,
) -> None:
    zoe, other = await heard(quiet, "zoe"), await heard(quiet, "zoes_other")
    await quiet.app.post(f"/viewers/{zoe}/coins", {"coins": 5})
    await quiet.app.post(f"/viewers/{other}/coins", {"coins": 7})

    status, one = await quiet.app.post(f"/viewers/{zoe}/link", {"other_id": other})
    assert (status, one["coins"], one["accounts"]) == (200, 12, [zoe, other])
    assert (await quiet.app.get(f"/viewers/{other}/wallet"))["coins"] == 12
    again = await quiet.app.post(f"/viewers/{zoe}/link", {"other_id": other})
    assert again[0] == 409

    _status, left = await quiet.app.post(f"/viewers/{other}/unlink")
    assert (left["coins"], left["accounts"]) == (0, [other])
    assert (await quiet.app.get(f"/viewers/{zoe}/wallet"))["coins"] == 12
    assert (await quiet.app.post(f"/viewers/{other}/unlink"))[0] == 409


async def test_a_score_is_told_and_nobody_unknown_has_any(quiet: Running) -> None:
    kwame = await heard(quiet, "kwame")

    score = await quiet.app.get(f"/viewers/{kwame}/score")

    assert (score["viewer"]["id"], score["points"], score["rank"]) == (kwame, 0, None)
    for path in ("score", "wallet"):
        assert (await reads(quiet, f"/viewers/tiktok:nobody/{path}"))[0] == 404
    for path, body in (("coins", {"coins": 1}), ("link", {"other_id": kwame})):
        assert (await quiet.app.post(f"/viewers/tiktok:nobody/{path}", body))[0] == 404
