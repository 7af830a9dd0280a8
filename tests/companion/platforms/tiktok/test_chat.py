"""What a chat says: text, mentions, emotes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.domain.text import TEXT_LIMIT
from companion.domain.values import Fragment, FragmentKind
from companion.platforms.tiktok.chat import emotes_of, text_of
from companion.platforms.tiktok.shapes import CHAT, EMOTE_CHAT
from companion.platforms.tiktok.wire import decode
from tests.support.emulators import tiktok_script as script
from tests.support.emulators.tiktok_messages import encode
from tests.support.emulators.tiktok_script import Person

Said = tuple[str, tuple[Fragment, ...]]


def said(text: str, *, to: str = "", emotes: tuple[tuple[int, str], ...] = ()) -> Said:
    """Return what is read of a chat with this content."""
    mention = Person(id=9, name=to, handle="") if to else None
    message = script.Chat(text=text, mention=mention, emotes=emotes)
    return text_of(decode(CHAT, encode(message, room=1)[1]))


def mention(text: str) -> Fragment:
    return Fragment(kind=FragmentKind.MENTION, text=text)


def emote(number: str) -> Fragment:
    return Fragment(kind=FragmentKind.EMOTE, text="[emote]", emote=number)


def test_plain_text_needs_no_fragments() -> None:
    assert said("hello 😀 שלום") == ("hello 😀 שלום", ())


def test_a_mention_is_a_fragment() -> None:
    text, fragments = said("hey @Ben Ten, hi", to="Ben Ten")

    assert text == "hey @Ben Ten, hi"
    assert fragments == (
        Fragment(text="hey "), mention("@Ben Ten"), Fragment(text=", hi"),
    )  # fmt: skip


def test_a_mention_that_the_text_does_not_hold_is_left_out() -> None:
    assert said("hey you", to="Ben") == ("hey you", ())


def test_an_emote_stands_where_tiktok_puts_it() -> None:
    text, fragments = said("ab", emotes=((1, "77"),))

    assert text == "a[emote]b"
    assert fragments == (Fragment(text="a"), emote("77"), Fragment(text="b"))


def test_an_emote_beyond_the_text_stands_at_its_end() -> None:
    assert said("ab", emotes=((99, "1"), (-5, "2")))[0] == "[emote]ab[emote]"


def test_an_emote_does_not_split_a_mention() -> None:
    text, _ = said("@Ben", to="Ben", emotes=((2, "1"),))

    assert text == "@Ben[emote]"


def test_a_chat_of_emotes_alone_has_a_text() -> None:
    message = script.EmoteChat(emotes=("1", "2"))

    text, fragments = emotes_of(decode(EMOTE_CHAT, encode(message, room=1)[1]))

    assert text == "[emote][emote]"
    assert fragments == (emote("1"), emote("2"))


def test_what_cannot_be_stored_is_replaced() -> None:
    assert said("a\x00b\x1b[31m")[0] == "a\ufffdb\ufffd[31m"


@given(
    st.text(max_size=60),
    st.text(max_size=10),
    st.lists(st.tuples(st.integers(-5, 80), st.text("0123456789", max_size=4))),
)
def test_the_fragments_together_are_the_text(
    text: str, to: str, emotes: list[tuple[int, str]]
) -> None:
    whole, fragments = said(text, to=to, emotes=tuple(emotes))

    assert not fragments or "".join(piece.text for piece in fragments) == whole


def test_a_text_of_any_length_stays_within_bounds() -> None:
    emotes = tuple((0, "1") for _ in range(5_000))

    text, fragments = said("x" * 50_000, emotes=emotes)

    assert len(text) <= TEXT_LIMIT + 50 * len("[emote]")
    assert len(fragments) <= 51
