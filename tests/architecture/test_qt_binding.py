"""The Qt binding keeps its hands off None and True.

PySide6 6.12.0 on Python 3.11 drops one reference to None or True with every call and
aborts the process after some thousands of them; short tests do not notice.
"""

from __future__ import annotations

import subprocess
import sys

LOOP = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Source(QObject):
    flag = Signal(bool)
    number = Signal(int)

app = QApplication([])
widget, source = QWidget(), Source()
source.flag.connect(lambda value: None)
source.number.connect(lambda value: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for i in range(20_000):
    source.flag.emit(True)
    source.number.emit(1)
    widget.setEnabled(True)
after = sys.getrefcount(None), sys.getrefcount(True)
print(after[0] - before[0], after[1] - before[1])
"""


def test_twenty_thousand_calls_lose_no_reference() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOP],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    none, true = (int(number) for number in done.stdout.split())
    assert none > -100
    assert true > -100
