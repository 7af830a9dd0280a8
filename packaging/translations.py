"""Keep the catalogues in resources/translations complete.

update  extracts every visible string, merges it into each language, compiles
check   says what is missing, empty, unsure or out of date; exit code 1 if anything is
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("companion", "overlays", "sessions")
LANGUAGES = ("fr",)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
HEADER = """\
# What people see of Companion, in another language; kept complete by
# `make translations`, checked by `make test`.
#"""
PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")


def extract(root: Path) -> Catalog:
    """Return every string that `_`, `N_` or `ngettext` is given in the sources."""
    catalog = Catalog(project="companion", charset="utf-8")
    for source in SOURCES:
        found = extract_from_dir(
            root / source,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        )
        for file, _line, message, comments, _context in found:
            place = f"{source}/{Path(file).as_posix()}"
            catalog.add(message, locations=[(place, 0)], auto_comments=comments)
    return catalog


def po_path(translations: Path, language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return translations / language / "LC_MESSAGES" / "companion.po"


def load(path: Path, language: str) -> Catalog:
    """Return a language's catalogue; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """Return the catalogue as the app reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(root: Path, translations: Path) -> None:
    """Merge the sources' strings into every catalogue and compile it."""
    template = extract(root)
    for language in LANGUAGES:
        path = po_path(translations, language)
        catalog = load(path, language)
        created = catalog.creation_date
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        # Dates that change by themselves would make a difference where none is.
        catalog.creation_date = catalog.revision_date = created
        _set_header(catalog)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=88, sort_output=True, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(load(path, language)))


def check(root: Path, translations: Path) -> list[str]:
    """Return what is wrong with the catalogues, one sentence each."""
    template = extract(root)
    problems: list[str] = []
    for language in LANGUAGES:
        path = po_path(translations, language)
        catalog = load(path, language)
        problems += (f"{language}: {text}" for text in _differences(template, catalog))
        binary = path.with_suffix(".mo")
        if not binary.exists() or _pairs(binary.read_bytes()) != _pairs(
            compiled(catalog)
        ):
            problems.append(f"{language}: companion.mo is not made from companion.po")
    return problems


def _set_header(catalog: Catalog) -> None:
    catalog.fuzzy = False
    catalog.header_comment = HEADER
    catalog.project, catalog.version = "Companion", "1"
    catalog.last_translator = catalog.language_team = "Companion"
    catalog.msgid_bugs_address = ""


def _pairs(binary: bytes) -> dict[str, object]:
    """Return what a compiled catalogue says; its header names the tool's version."""
    catalog = read_mo(io.BytesIO(binary))
    return {_key(message): message.string for message in catalog if message.id}


def _differences(template: Catalog, catalog: Catalog) -> Iterator[str]:
    wanted = {_key(message): message for message in template if message.id}
    present = {_key(message): message for message in catalog if message.id}
    for key in sorted(wanted.keys() - present.keys()):
        yield f"not in the catalogue: {key!r}"
    for key in sorted(present.keys() - wanted.keys()):
        yield f"no longer in the sources: {key!r}"
    for key in sorted(wanted.keys() & present.keys()):
        yield from _faults(present[key], catalog.num_plurals)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message, num_plurals: int) -> Iterator[str]:
    sources = _texts(message.id)
    forms = _texts(message.string)
    name = sources[0]
    if message.fuzzy:
        yield f"unsure (fuzzy): {name!r}"
    if not all(forms) or (len(sources) > 1 and len(forms) != num_plurals):
        yield f"not translated: {name!r}"
        return
    allowed = _placeholders(sources)
    for form in forms:
        used = _placeholders([form])
        # A singular may write the number in words: "one viewer".
        if used - allowed or (len(sources) == 1 and used != allowed):
            yield f"other placeholders than the source: {name!r}"
        if _edges(form) != _edges(name):
            yield f"other white space at an end than the source: {name!r}"


def _texts(text: str | Iterable[str] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def _placeholders(texts: list[str]) -> set[str]:
    return {match[1] for text in texts for match in PLACEHOLDER.finditer(text)}


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("update", "check"))
    parser.add_argument("--sources", type=Path, default=ROOT)
    parser.add_argument("--catalogues", type=Path)
    options = parser.parse_args()
    translations = options.catalogues or options.sources / "resources" / "translations"
    if options.command == "update":
        update(options.sources, translations)
    problems = check(options.sources, translations)
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    if problems and options.command == "check":
        sys.stdout.write("Run `make translations`, then translate what is empty.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
