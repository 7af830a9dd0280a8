"""What the queue overlay shows of a queue."""

from __future__ import annotations

from overlays.queue import Queue, QueueSettings
from tests.overlays.on_air import airing, someone, state

QUEUE = Queue()


def test_a_queue_tells_whose_turn_it_is_and_who_is_next() -> None:
    shown = state(QUEUE)["shown"]

    assert [one["name"] for one in shown["now"]] == ["Nova_Kessler"]
    assert shown["waiting"][0]["id"] == "tiktok:102"
    assert (shown["keyword_text"], shown["count"], shown["open"]) == ("!join", 14, True)


def test_no_more_people_are_shown_than_chosen_but_all_are_counted() -> None:
    people = tuple(someone(n) for n in range(1, 9))
    view = airing("queue", waiting=people, count=0)
    shown = QUEUE.project(view, QueueSettings(waiting=2))["shown"]

    assert len(shown["waiting"]) == 2
    assert shown["count"] == 8
