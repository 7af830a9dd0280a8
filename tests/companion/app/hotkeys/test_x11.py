"""Real keys of a real X server, while another window has the focus."""

from __future__ import annotations

import gc
import queue
import statistics
import time
from collections.abc import Iterator

import pytest
from Xlib import XK, X, display
from Xlib.ext import xtest

from companion.app.hotkeys.key_state import HotkeysUnavailable
from companion.app.hotkeys.x11 import XKeys
from companion.settings.combo import Combo
from tests.support.x_display import Game, XDisplay

Combos = queue.Queue[Combo]


@pytest.fixture
def heard(screen: XDisplay) -> Iterator[Combos]:
    combos: Combos = queue.Queue()
    hook = XKeys(screen.name)
    hook.open(combos.put)
    yield combos
    hook.close()


def combo(text: str) -> Combo:
    return Combo.parse(text)


@pytest.mark.parametrize(
    ("pressed", "told"),
    [
        ("ctrl+alt+r", "Ctrl+Alt+R"),
        ("ctrl+shift+1", "Ctrl+Shift+1"),
        ("super+F13", "Meta+F13"),
        ("F9", "F9"),
        ("alt+Page_Up", "Alt+PageUp"),
        ("ctrl+space", "Ctrl+Space"),
        ("shift+Insert", "Shift+Insert"),
    ],
)
def test_a_combination_is_heard_and_reaches_the_game_as_well(
    screen: XDisplay, game: Game, heard: Combos, pressed: str, told: str
) -> None:
    screen.press(pressed)

    assert heard.get(timeout=10) == combo(told)
    assert len(game.keys()) == len(pressed.split("+")), "nothing was swallowed"


def test_a_key_that_is_held_is_one_press(
    screen: XDisplay, game: Game, heard: Combos
) -> None:
    screen.hold("F9")
    pressed: list[int] = []
    while len(pressed) < 4:  # the server repeats it
        pressed += game.keys()
    screen.let_go("F9")
    screen.press("F10")

    assert [heard.get(timeout=10) for _ in range(2)] == [combo("F9"), combo("F10")]
    assert heard.empty()


def test_two_presses_are_two(screen: XDisplay, game: Game, heard: Combos) -> None:
    screen.press("F9", "F9")

    assert [heard.get(timeout=10) for _ in range(2)] == [combo("F9")] * 2


def test_a_key_is_told_within_a_fifth_of_a_second(
    screen: XDisplay, game: Game, heard: Combos
) -> None:
    keys = display.Display(screen.name)
    codes = [keys.keysym_to_keycode(XK.string_to_keysym(f"F{n}")) for n in (9, 10)]
    took: list[float] = []
    for code in codes * 25:
        began = time.perf_counter()
        xtest.fake_input(keys, X.KeyPress, code)
        xtest.fake_input(keys, X.KeyRelease, code)
        keys.flush()
        heard.get(timeout=10)
        took.append((time.perf_counter() - began) * 1000)
    keys.close()

    middle, most = statistics.median(took), max(took)
    print(f"key to callback: median {middle:.1f} ms, most {most:.1f} ms")  # noqa: T201  # the figure is what it is for
    assert middle < 200, "most of them: a busy machine is late with some"


# python-xlib 0.33 forgets the sockets with which it tried.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_display_that_is_not_there_is_told() -> None:
    with pytest.raises(HotkeysUnavailable, match=":987"):
        XKeys(":987").open(lambda _combo: None)
    gc.collect()


def test_closing_it_ends_its_thread(screen: XDisplay) -> None:
    hook = XKeys(screen.name)
    hook.open(lambda _combo: None)
    thread = hook._thread
    assert thread is not None
    hook.close()
    hook.close()

    assert not thread.is_alive()
