"""Words that an interaction has of its own, and names of ours that are the same.

What something on has of its own goes first: our name would stand for nothing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from companion.domain.errors import CommandError
from companion.domain.show.notes import WordsNamed
from companion.domain.show.specs import (
    AnySpec,
    FlagSpec,
    GiveawaySpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    WheelSpec,
    WordCloudSpec,
    title_of,
)
from companion.i18n import _
from companion.interactions.commands.reading import OURS, folded

_NOTHING: Final = ""


def check_names(named: WordsNamed, specs: Iterable[AnySpec]) -> None:
    """Raise CommandError, naming the command, for a name that a spec has as a word."""
    for spec in specs:
        for _field, text, word in _clashes(spec, named):
            why = _("commands: {name}: aliases: “{text}” is a word of “{title}”.")
            told = why.format(name=word, text=text, title=title_of(spec))
            raise CommandError(told)


def check_spec(spec: AnySpec, named: WordsNamed) -> None:
    """Raise CommandError, naming the field, for a word that is a name of ours."""
    for field, text, word in _clashes(spec, named):
        why = _("{field}: “{text}” is another name of !{name}, on the Bots page.")
        raise CommandError(why.format(field=field, text=text, name=word))


def _clashes(spec: AnySpec, named: WordsNamed) -> Iterator[tuple[str, str, str]]:
    """Yield field, text and the English word whose own name it begins with."""
    names = {folded(OURS + one.name): one.word for one in named.names}
    for field, text, own in _own_words(spec):
        first = folded(text.split(maxsplit=1)[0]) if text.split() else ""
        word = names.get(first)
        if word is not None and word != own:
            yield field, text, word


def _own_words(spec: AnySpec) -> Iterator[tuple[str, str, str]]:
    """Yield field, text, and which word of ours it stands in for, if any."""
    match spec:
        case PollSpec():
            for field, texts in (
                ("options", spec.options),
                ("keywords", spec.keywords),
            ):
                yield from ((field, text, _NOTHING) for text in texts)
        case QuizSpec():
            yield from (("options", text, _NOTHING) for text in spec.options)
        case GiveawaySpec():
            yield "keyword", spec.keyword, "enter"
        case PredictionSpec():
            yield "keyword", spec.keyword, "bet"
        case QueueSpec():
            yield "keyword", spec.keyword, "join"
            yield "leave", spec.leave, "leave"
        case WheelSpec():
            yield "joins", spec.joins, _NOTHING
        case FlagSpec():
            yield "code", spec.code, _NOTHING
        case WordCloudSpec():
            yield "prefix", spec.prefix, _NOTHING
