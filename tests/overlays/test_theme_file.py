"""Themes to give away: what is in them, and what a stranger may put into one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from companion.domain.errors import CommandError
from companion.settings.changes import changes, with_values
from companion.settings.models import Settings
from overlays.catalogue import CATALOGUE
from overlays.look import OverlaySettings
from overlays.theme_file import LOOK, MOST_BYTES, export_theme, import_theme, loading

CURRENT: dict[str, dict[str, Any]] = {
    "leaderboard": {
        "theme": "cozy",
        "accent": "#7a3b10",
        "rows": 10,
        "heading": "Friends of the show",
        "connections": ["tiktok:@mira.plays"],
        "css": ".plate { letter-spacing: 1px; }",
    },
    "chat": {"theme": "cozy", "accent": "#7a3b10", "align": "bottom-right"},
}


def theme(**more: Any) -> bytes:
    return json.dumps({"companion_theme": 1, "name": "Night", **more}).encode()


def refused(content: bytes, *names: str) -> str:
    """Return what is said when a file is refused."""
    with pytest.raises(CommandError) as refusal:
        import_theme(content, {name: {} for name in names or ("leaderboard",)})
    return str(refusal.value)


def test_a_theme_holds_looks_and_nothing_of_whom_it_was_made_by() -> None:
    content = export_theme("Night", CURRENT)

    assert json.loads(content) == {
        "companion_theme": 1,
        "name": "Night",
        "look": {"theme": "cozy", "accent": "#7a3b10"},
        "overlays": {
            "leaderboard": {"css": ".plate { letter-spacing: 1px; }"},
            "chat": {"align": "bottom-right"},
        },
    }
    assert b"Friends" not in content
    assert b"mira" not in content


def test_what_was_exported_is_imported_again() -> None:
    content = export_theme("Night", CURRENT)
    bare = {
        "leaderboard": {"rows": 3, "heading": "Ours", "theme": "arcade"},
        "chat": {},
    }
    taken = import_theme(content, bare)

    assert (taken.name, taken.has_css) == ("Night", True)
    assert taken.changes == {
        "overlays.leaderboard": {
            "rows": 3,
            "heading": "Ours",
            "theme": "cozy",
            "accent": "#7a3b10",
            "css": ".plate { letter-spacing: 1px; }",
        },
        "overlays.chat": {
            "theme": "cozy",
            "accent": "#7a3b10",
            "align": "bottom-right",
        },
    }


def test_the_changes_are_what_preferences_take() -> None:
    before = with_values(Settings(), {"overlays": {"goal": {"theme": "arcade"}}})
    taken = import_theme(theme(look={"theme": "ribbon"}), {"leaderboard": {}})

    overlays = changes(with_values(before, taken.changes))["overlays"]
    assert overlays == {"goal": {"theme": "arcade"}, "leaderboard": {"theme": "ribbon"}}


def test_a_further_overlay_wears_what_its_kind_does() -> None:
    content = theme(overlays={"goal": {"theme": "arcade"}})
    taken = import_theme(content, {"goal_2": {}, "chat": {"theme": "cozy"}})

    assert taken.changes == {
        "overlays.goal_2": {"theme": "arcade"},
        "overlays.chat": {},
    }
    assert not taken.has_css


def test_every_overlay_has_every_setting_of_a_look() -> None:
    assert set(LOOK) <= set(OverlaySettings.model_fields)
    for overlay in CATALOGUE:
        assert set(LOOK) <= set(overlay.settings_type.model_fields), overlay.kind
    assert not set(LOOK) & {"connections", "approval", "delay_s", "language"}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"look": {"connections": ["tiktok:@x"]}}, "look.connections"),
        ({"look": {"approval": False}}, "look.approval"),
        ({"look": {"__class__": "x"}}, "look.__class__"),
        ({"overlays": {"chat": {"heading": "Buy!"}}}, "overlays.chat.heading"),
        ({"overlays": {"leaderboard": {"rows": 5}}}, "overlays.leaderboard.rows"),
        ({"overlays": {"malware": {}}}, "malware"),
        ({"overlays": {"../chat": {}}}, "../chat"),
        ({"script": "alert(1)"}, "script"),
        ({"look": {"theme": "matrix"}}, "look.theme"),
        ({"look": {"ink": "red;}"}}, "look.ink"),
        ({"look": {"ink": "#111111"}}, "look.ink"),
        ({"look": {"scale": 10_000}}, "look.scale"),
        ({"look": {"css": 7}}, "look.css"),
        ({"look": {"css": "x" * 20_001}}, "look.css"),
        ({"look": []}, "look"),
        ({"overlays": []}, "overlays"),
        ({"overlays": {"chat": 1}}, "overlays.chat"),
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"companion_theme": 2}, "companion_theme"),
        ({"companion_theme": True}, "companion_theme"),
    ],
)
def test_what_does_not_belong_is_refused_by_name(
    more: dict[str, Any], named: str
) -> None:
    assert named in refused(theme(**more))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"{}",
        b'{"companion_theme": 1}',
        b'{"companion_theme": 1, "name": "a", "name": "b"}',
        b'{"companion_theme": 1, "name": "a", "look": {"scale": NaN}}',
        b'{"companion_theme": 1, "name": "a", "look": ' + b"[" * 90_000,
        b'{"companion_theme": ' + b"1" * 5_000 + b', "name": "a"}',
        b"PK\x03\x04" + bytes(500),
        b"<script>alert(1)</script>",
    ],
)
def test_what_is_no_theme_file_is_refused(content: bytes) -> None:
    assert refused(content)


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    assert "200 kB" in refused(theme(name="x" * MOST_BYTES))
    css = ".row { color: inherit; }" * 800
    many = {f"goal_{n}": {"css": css + " " * n} for n in range(2, 20)}
    with pytest.raises(CommandError, match="200 kB"):
        export_theme("Night", many)


@pytest.mark.parametrize(
    "css",
    [
        '@import "https://evil.example/x.css";',
        "@IMPORT url(x)",
        "body { background: url(https://evil.example/x.png) }",
        "body { background: URL ('//evil.example') }",
        "body { background: u\\72l(//evil.example) }",
        "body { background: \\75 \\000072l(//evil.example) }",
        "body { background: u\\72\r\nl(//evil.example) }",
        'a { content: "/*" } b { background: u\\72l(x) } c { content: "*/" }',
        "@im\\port 'x'",
        "@im\\\nport 'x'",
        "body { background: image-set('//evil.example' 1x) }",
        "body { background: -webkit-image-set('//evil.example' 1x) }",
        "@font-face { font-family: x }",
        "/* */ body { background: /* ( */ url(x) }",
        "/* body { } url(x)",
        "</style><script>alert(1)</script>",
        "< / script >",
        "body { behavior: x }",
        "body { width: expression(alert(1)) }",
    ],
)
def test_css_that_loads_or_runs_is_refused(css: str) -> None:
    assert "look.css" in refused(theme(look={"css": css}))


@pytest.mark.parametrize(
    "css",
    [
        "",
        ".plate { border-radius: 0; transform: skewX(-4deg); }",
        '.name::before { content: "\\201C"; color: var(--accent) }',
        "/* curl is no function */ .src { opacity: calc(1 - .1) }",
        "#stage { --slab: #102030; background: linear-gradient(red, blue) }",
    ],
)
def test_css_that_only_dresses_is_taken(css: str) -> None:
    assert loading(css) == ""
    assert import_theme(theme(look={"css": css}), {"chat": {}}).has_css == bool(css)
