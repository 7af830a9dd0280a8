"""What the prompter shows to the Broadcaster."""

from __future__ import annotations

from companion.domain.on_air import LogLine, LogOnAir, ObsLogOnAir, PromptOnAir
from overlays.prompter import Prompter, PrompterSettings
from tests.overlays.stream import Stream, chat

PROMPTER = Prompter()
TEXTS = tuple(f"item {n}" for n in range(30))


def test_eight_twelve_and_six_lines_unless_told_otherwise() -> None:
    view = Stream(
        entries=[chat(n, f"text {n}") for n in range(1, 31)],
        airing=[
            PromptOnAir(id="p", lines=TEXTS),
            LogOnAir(
                id="l",
                lines=tuple(LogLine(at=n, text=t) for n, t in enumerate(TEXTS)),
            ),
        ],
    )
    counts = {
        which: len(PROMPTER.project(view, PrompterSettings(shows=which))["lines"])
        for which in ("chat", "prompt", "log")
    }

    assert counts == {"chat": 8, "prompt": 12, "log": 6}
    more = PrompterSettings(shows="chat", chat_lines=20)
    assert len(PROMPTER.project(view, more)["lines"]) == 20


def test_the_newest_chat_with_who_wrote_it() -> None:
    view = Stream(entries=[chat(1, "first"), chat(2, "second")])

    found = PROMPTER.project(view, PrompterSettings(chat_lines=1))

    assert found["lines"][0].keys() == PROMPTER.preview()["lines"][0].keys()
    assert (found["lines"][0]["entry"], found["lines"][0]["text"]) == (2, "second")


def test_what_is_next_comes_first() -> None:
    view = Stream(airing=[PromptOnAir(id="p", lines=TEXTS)])
    settings = PrompterSettings(shows="prompt", prompt_lines=2)

    lines = PROMPTER.project(view, settings)["lines"]

    assert [line["text"] for line in lines] == ["item 0", "item 1"]


def test_the_log_is_of_obs_and_of_ours_by_time() -> None:
    ours = LogOnAir(id="l", lines=(LogLine(at=2_000, text="lost", is_bad=True),))
    obs = ObsLogOnAir(id="o", lines=((1_000, "Scene: Game"), (3_000, "Streaming")))

    found = PROMPTER.project(Stream(airing=[ours, obs]), PrompterSettings(shows="log"))[
        "lines"
    ]

    assert [(line["text"], line["is_bad"]) for line in found] == [
        ("Scene: Game", False),
        ("lost", True),
        ("Streaming", False),
    ]


def test_with_nothing_to_read_there_are_no_lines() -> None:
    for which in ("chat", "prompt", "log"):
        found = PROMPTER.project(Stream(), PrompterSettings(shows=which))
        assert found == {"shows": which, "lines": []}
