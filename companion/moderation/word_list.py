"""Lists of words and phrases, of files and of settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

from companion.domain.entries import Verdict
from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.moderation.skeleton import skeleton_of, words_of
from companion.settings.moderation import ModerationSettings

LONGEST_ENTRY: Final = 200
"""In characters."""

_SIZE_LIMIT: Final = 16 * 1024 * 1024
_FEWEST_LETTERS: Final = 3


class ListEntry(NamedTuple):
    """One word or phrase.

    written: as it stands in the list. skeleton: what is compared. is_spaced: also
    found when its letters stand apart.
    """

    written: str
    skeleton: str
    is_spaced: bool = False


class WordList(NamedTuple):
    """Entries that lead to the same verdict; name is the rule that reasons tell."""

    name: str
    verdict: Verdict
    entries: tuple[ListEntry, ...]


def entry_of(written: str) -> ListEntry:
    """Return an entry; raises ValueError, whose text says what is wrong with it."""
    is_spaced = written.startswith("~")
    skeleton = " ".join(skeleton_of(written.removeprefix("~")).split())
    if len(written) > LONGEST_ENTRY:
        raise ValueError(_("longer than {most} characters").format(most=LONGEST_ENTRY))
    if not skeleton.isprintable():
        raise ValueError(_("control characters"))
    if not skeleton:
        raise ValueError(_("nothing that could be found"))
    if is_spaced and len("".join(words_of(skeleton))) < _FEWEST_LETTERS:
        raise ValueError(
            _("~ needs at least {fewest} letters").format(fewest=_FEWEST_LETTERS)
        )
    return ListEntry(written, skeleton, is_spaced)


def list_of_settings(
    name: str, verdict: Verdict, entries: Iterable[str], *, field: str
) -> WordList:
    """Return the list that a setting holds; raises SettingsError, naming the entry."""
    found: list[ListEntry] = []
    for place, written in enumerate(entries):
        try:
            found.append(entry_of(written.strip()))
        except ValueError as error:
            where = f"{field}.{place}"
            raise SettingsError(
                f"{where}: “{written}”: {error}", field=where
            ) from error
    return WordList(name, verdict, tuple(found))


def list_of_file(
    path: Path, *, name: str = "blocklist", verdict: Verdict = Verdict.BLOCK
) -> WordList:
    """Return the list in a UTF-8 file: one entry a line, empty lines and # comments.

    Raises SettingsError, whose text names file and line.
    """
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise _unusable(path, _("larger than 16 MiB"))
        raw = path.read_bytes()
    except OSError as error:
        raise _unusable(path, str(error.strerror or error)) from error
    return WordList(name, verdict, tuple(_entries(raw, path.name)))


def lists_of(settings: ModerationSettings) -> Sequence[WordList]:
    """Return every list of the settings; raises SettingsError, naming the entry."""
    return [
        list_of_settings(
            "blocklist",
            Verdict.BLOCK,
            settings.blocklist,
            field="moderation.blocklist",
        ),
        list_of_settings(
            "holdlist", Verdict.HOLD, settings.holdlist, field="moderation.holdlist"
        ),
        *map(starter_list, settings.starter_lists),
    ]


def permitted_of(settings: ModerationSettings) -> WordList:
    """Return the list that protects what stands in it; raises as lists_of does."""
    return list_of_settings(
        "permitlist",
        Verdict.ALLOW,
        settings.permitlist,
        field="moderation.permitlist",
    )


def starter_list(language: str) -> WordList:
    """Return the list that comes with Companion for a language; it holds."""
    file = resources.files("companion.moderation") / "lists" / f"{language}.txt"
    entries = tuple(_entries(file.read_bytes(), file.name))
    return WordList(f"starter-{language}", Verdict.HOLD, entries)


def starter_entries(language: str) -> tuple[str, ...]:
    """Return what a starter list holds, as written, for whoever edits a copy of it."""
    return tuple(entry.written for entry in starter_list(language).entries)


def exported(entries: Iterable[str], *, heading: str = "") -> str:
    """Return entries as the text of a list file, under a heading in comments."""
    lines = [f"# {line}" for line in heading.splitlines()]
    return "".join(f"{line}\n" for line in (*lines, *entries))


def _entries(raw: bytes, name: str) -> Iterable[ListEntry]:
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            written = line.decode("utf-8").strip()
            if written and not written.startswith("#"):
                yield entry_of(written)
        except UnicodeDecodeError as error:
            raise _bad_line(name, number, _("not UTF-8 text")) from error
        except ValueError as error:
            raise _bad_line(name, number, str(error)) from error


def _bad_line(name: str, number: int, cause: str) -> SettingsError:
    text = _("{file}, line {line}: {cause}")
    return SettingsError(
        text.format(file=name, line=number, cause=cause), field="blocklist"
    )


def _unusable(path: Path, cause: str) -> SettingsError:
    text = _("{file} cannot be used: {cause}").format(file=path, cause=cause)
    return SettingsError(text, field="blocklist")
