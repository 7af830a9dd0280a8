"""One window in a process of its own, as `bench startup` starts it.

`python -m companion.bench.window_start bare`: an empty window of Qt.
`python -m companion.bench.window_start ours OPTION…`: what `companion OPTION…` shows.
Both print a line once the window has been painted, and stay until they are ended.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

VISIBLE = "visible"
"""The line that says that the window has been painted."""


def show_bare() -> int:
    """Show what every program with a window has to load."""
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415  # timed

    from companion.app.first_paint import FirstPaint  # noqa: PLC0415  # timed

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1440, 900)
    FirstPaint(window, then=_say_visible)
    window.show()
    return app.exec()


def show_ours(options: Sequence[str]) -> int:
    """Show the desktop app by the way that its command takes."""
    from companion.app.cli import make_parser  # noqa: PLC0415  # timed
    from companion.app.commands.serve import options_of  # noqa: PLC0415  # timed
    from companion.app.window import run_window  # noqa: PLC0415  # timed

    arguments = make_parser().parse_args(options)
    asked = options_of(arguments, purpose="bench")
    return run_window(asked, on_visible=_say_visible)


def _say_visible() -> None:
    sys.stdout.write(f"{VISIBLE}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    which, *rest = sys.argv[1:]
    sys.exit(show_bare() if which == "bare" else show_ours(rest))
