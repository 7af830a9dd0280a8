"""Markdown becomes nodes of a short list, and nothing that could run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from overlays.markdown import nodes_of

ALLOWED = {"h1", "h2", "h3", "p", "ul", "ol", "li", "b", "i", "text", "br"}

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](https://evil.example/x.png)",
    '![x](x" onerror="alert(1))',
    "<https://evil.example>",
    "<javascript:alert(1)>",
    "https://evil.example",
    "```html\n<script>alert(1)</script>\n```",
    "    <b onmouseover=alert(1)>",
    "> <iframe srcdoc='<script>alert(1)</script>'>",
    "| a | b |\n|---|---|\n| <b> | x |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "**<b>bold</b>**",
    "# <h1 onclick=alert(1)>",
    "- " * 500 + "x",
    "*" * 5_000,
    "[" * 2_000,
    "\x00\u202e<script>",
)


def every(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from every(node.get("nodes", []))


def depth(nodes: list[dict[str, Any]]) -> int:
    return max((1 + depth(node.get("nodes", [])) for node in nodes), default=0)


def text_of(nodes: list[dict[str, Any]]) -> str:
    return "".join(node.get("text", "") for node in every(nodes))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_words_and_nothing_else(text: str) -> None:
    nodes = nodes_of(text)

    for node in every(nodes):
        assert node["kind"] in ALLOWED
        assert node.keys() <= {"kind", "nodes", "text"}
    assert depth(nodes) <= 20


def test_headings_emphasis_lists_and_breaks() -> None:
    nodes = nodes_of("# One\n##### Five\n**bold** *it*\nnext\n\n1. a\n2. b\n\n- c")
    kinds = [node["kind"] for node in nodes]

    assert kinds == ["h1", "h3", "p", "ol", "ul"]
    assert nodes[2]["nodes"] == [
        {"kind": "b", "nodes": [{"kind": "text", "text": "bold"}]},
        {"kind": "text", "text": " "},
        {"kind": "i", "nodes": [{"kind": "text", "text": "it"}]},
        {"kind": "br"},
        {"kind": "text", "text": "next"},
    ]
    assert nodes[3]["nodes"][1] == {
        "kind": "li",
        "nodes": [{"kind": "text", "text": "b"}],
    }


def test_a_link_is_its_words_and_a_picture_what_stands_for_it() -> None:
    assert text_of(nodes_of("see [my page](https://a.example), ![a cat](c.png)")) == (
        "see my page, a cat"
    )


def test_html_shows_as_it_was_typed() -> None:
    assert text_of(nodes_of("<b>no</b>")) == "<b>no</b>"


def test_what_is_filled_in_is_not_read_as_markdown() -> None:
    nodes = nodes_of(
        "{{top_viewer}} *leads*",
        fill=lambda text: text.replace("{{top_viewer}}", "**# Nova**"),
    )

    assert nodes[0]["nodes"][0] == {"kind": "text", "text": "**# Nova** "}


def test_an_endless_text_is_cut() -> None:
    assert len(text_of(nodes_of("word " * 10_000))) <= 4_000
