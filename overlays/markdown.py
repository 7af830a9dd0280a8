"""Markdown as overlays show it: a strict small part, as nodes and never as markup.

Headings, bold, italic, lists and line breaks. A link shows its words, a picture the
words that stand for it, HTML shows as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

Node = dict[str, Any]
"""`{"kind": …, "nodes": […]}`, or `{"kind": "text", "text": …}`, or `{"kind": "br"}`.

kind: h1, h2, h3, p, ul, ol, li, b, i, text, br.
"""

_LONGEST: Final = 4_000
_DEEPEST: Final = 8

_KINDS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "b",
    "em": "i",
}
_HEADINGS: Final = {"h1": "h1", "h2": "h2"}

_RULES: Final = (
    "heading",
    "list",
    "emphasis",
    "newline",
    "escape",
    "entity",
    "link",
    "image",
)


def nodes_of(text: str, *, fill: Callable[[str], str] = str) -> list[Node]:
    """Return a text as nodes; at most 4,000 characters and 8 levels are read.

    fill: makes the words of each text; what it returns is not read as Markdown.
    """
    parser = MarkdownIt("zero", {"maxNesting": _DEEPEST, "html": False})
    parser.enable(list(_RULES))
    root: Node = {"kind": "root", "nodes": []}
    _add(parser.parse(text[:_LONGEST]), root)
    _fill(root, fill)
    nodes: list[Node] = root["nodes"]
    return nodes


def _add(tokens: Iterable[Token], root: Node) -> None:
    """Put tokens, which open and close, into nodes, which hold each other."""
    open_nodes = [root]
    for token in tokens:
        inside = open_nodes[-1]["nodes"]
        if token.type == "inline":
            _add(token.children or (), open_nodes[-1])
        elif token.type == "image":
            _add_text(inside, token.content)
        elif token.type in ("softbreak", "hardbreak"):
            inside.append({"kind": "br"})
        elif token.nesting == 0:
            _add_text(inside, token.content)
        elif (kind := _kind_of(token)) is None:
            continue
        elif token.nesting == 1:
            node: Node = {"kind": kind, "nodes": []}
            inside.append(node)
            open_nodes.append(node)
        else:
            open_nodes.pop()


def _kind_of(token: Token) -> str | None:
    """Return what a token becomes; None: only what is in it is shown."""
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name == "heading":
        return _HEADINGS.get(token.tag, "h3")
    return None if token.hidden else _KINDS.get(name)


def _add_text(inside: list[Node], text: str) -> None:
    """Add words, to those that stand in front: a variable is never in two parts."""
    if not text:
        return
    if inside and inside[-1]["kind"] == "text":
        inside[-1]["text"] += text
    else:
        inside.append({"kind": "text", "text": text})


def _fill(node: Node, fill: Callable[[str], str]) -> None:
    for inner in node["nodes"]:
        if inner["kind"] == "text":
            inner["text"] = fill(inner["text"])
        elif "nodes" in inner:
            _fill(inner, fill)
