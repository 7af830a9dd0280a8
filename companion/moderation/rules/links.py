"""Links, by the host they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from companion.domain.entries import Reason, Verdict
from companion.moderation.prepared import Prepared
from companion.moderation.rules.finding import Finding
from companion.moderation.rules.hosts import host_of, hosts_in
from companion.settings.moderation import LinkSettings

_MAY_LINK: Final = frozenset(".\u3002\uff61\u2024\uff0e\u00b7\u2022/[({<")

_LONGEST_DETAIL: Final = 200


class Links:
    """Finds links to hosts that are not permitted, written out or with "dot".

    A permitted host permits all below it, "clips.twitch.tv" below "twitch.tv"; never
    one that merely has it in its name.
    """

    def __init__(self, settings: LinkSettings, verdict: Verdict) -> None:
        self._verdict: Final = verdict
        self._permitted: Final = frozenset(map(host_of, settings.permitted_hosts))

    def find(self, text: Prepared) -> Iterable[Finding]:
        """Return a finding for each link to a host that is not permitted."""
        visible = text.visible
        if not _MAY_LINK.intersection(visible) and "dot" not in text.skeleton:
            return ()
        return self._found(text, visible)

    def find_in_name(self, name: Prepared) -> Iterable[Finding]:
        """Return the same for a name or handle."""
        return self.find(name)

    def _found(self, text: Prepared, visible: str) -> Iterator[Finding]:
        for host in hosts_in(visible):
            if self._is_permitted(host.name):
                continue
            span = text.span("visible", host.start, host.end)
            written = visible[host.start : host.end]
            if span is None:
                reason = Reason(rule="link", detail=written[:_LONGEST_DETAIL])
            else:
                start, end = span
                detail = text.text[start:end][:_LONGEST_DETAIL]
                reason = Reason(rule="link", detail=detail, start=start, end=end)
            yield Finding(self._verdict, reason)

    def _is_permitted(self, host: str) -> bool:
        labels = host.split(".")
        return any(
            ".".join(labels[place:]) in self._permitted for place in range(len(labels))
        )
