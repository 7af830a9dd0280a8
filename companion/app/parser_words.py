"""The words of Python's own option parser, in the languages of Companion."""

from __future__ import annotations

import gettext
from importlib import resources

from companion.i18n import N_

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""What argparse says, as it asks the process's own catalogue for it."""


def translate_parser() -> None:
    """Have argparse find its words in our catalogues, by the system's language."""
    folder = resources.files("resources") / "translations"
    gettext.bindtextdomain("companion", str(folder))
    gettext.textdomain("companion")
