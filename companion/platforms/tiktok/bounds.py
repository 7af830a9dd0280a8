"""What a number or an address from TikTok can be at most."""

from __future__ import annotations

import re
from typing import Final

ADDRESS: Final = re.compile(r"https://[!#-;=?-\[\]_a-z~]{1,2000}")
"""An address that is what it seems: printable, without quotes, brackets or spaces."""

MOST_DIAMONDS: Final = 10_000_000
"""No gift costs a hundredth of this; more is a field that changed its meaning."""
