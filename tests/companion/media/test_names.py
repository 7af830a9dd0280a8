"""A name of the library can stand on every system and in every address."""

from __future__ import annotations

import pytest

from companion.media.names import as_one, is_safe, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("party.png", "party.png"),
        ("PARTY.JPEG", "PARTY.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\x\\a.png", "a.png"),
        ("/etc/shadow.png", "shadow.png"),
        ("a.png:hidden", "a.png_hidden.png"),
        ("CON", "_CON.png"),
        ("nul.tar.png", "_nul.tar.png"),
        ("COM¹.png", "_COM¹.png"),
        ("lpt9", "_lpt9.png"),
        ("a.png. . ", "a.png"),
        (" .hidden.png", "hidden.png"),
        ("~$lock.png", "lock.png"),
        ("\u202egnp.exe", "gnp.exe.png"),
        ("a\x00b\nc.png", "abc.png"),
        ("zwj\u200d\u2066.png", "zwj.png"),
        ("cafe\u0301.png", "café.png"),
        ("wide\u3000space \u00a0 x.png", "wide space x.png"),
        ("100%#1?.png", "100__1_.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("\ud800.png", "file.png"),
        ("x.svg", "x.svg.png"),
    ],
)
def test_a_name_becomes_safe(name: str, expected: str) -> None:
    assert safe_name(name, ".png") == expected
    assert is_safe(expected)


@pytest.mark.parametrize("letter", ["x", "é", "字", "🎉"])
def test_a_long_name_is_cut(letter: str) -> None:
    name = safe_name(letter * 5_000 + ".webm", ".webm")

    assert name.endswith(letter + ".webm")
    assert len(name) <= 100
    assert len(name.encode()) <= 200
    assert is_safe(name)
    assert len(numbered(name, 12)) <= 100
    assert len(numbered(name, 12).encode()) <= 200


@pytest.mark.parametrize(
    "name",
    ["../a.png", "a/b.png", "a\\b.png", "CON.png", "a.png.", "a.png ", "a:b.png",
     "a.png:x", "/a.png", "a", ".png", "", "a\x00.png", "cafe\u0301.png", "~a.png"],
)  # fmt: skip
def test_a_name_that_is_not_safe_is_found(name: str) -> None:
    assert not is_safe(name)


def test_names_that_are_one_file_somewhere_are_told_apart_nowhere() -> None:
    assert as_one("Bell.PNG") == as_one("bell.png")
    assert as_one("cafe\u0301.png") == as_one("CAFÉ.png")
    assert as_one("a.png") != as_one("b.png")
