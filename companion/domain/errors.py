"""Errors: the type decides the reaction, never the text.

CompanionError
├── PlatformError
│   ├── ConnectionLost       retry with back-off and jitter      (supervisor)
│   ├── RateLimited          retry after .retry_after seconds    (supervisor)
│   ├── NotLive              wait, poll slowly                   (supervisor)
│   ├── LoginRequired        stop, ask the Broadcaster           (gui)
│   ├── TargetUnknown        stop, say which target is wrong     (gui, command line)
│   └── ProtocolChanged      keep the raw payload, skip, report once
├── ModerationUnavailable    rules only, shown as a badge
├── LedgerError              stop taking events and say so loudly
│   ├── DiskFull
│   ├── Locked               another program holds the data folder
│   ├── Corrupt
│   └── TooNew               written by a later version
├── ServerError              the port is taken, the address is refused
├── WorkerError              a worker process ended or does not answer
├── CommandError             its text is the Reply in chat, or the answer to a person
└── SettingsError            names the field; shown beside it

Every text is written for the person who can act on it, and says what to do.
"""

from __future__ import annotations


class CompanionError(Exception):
    """Something that a person or a supervisor can act on; never a bug of ours."""


class PlatformError(CompanionError):
    """A platform did not do what was asked."""


class ConnectionLost(PlatformError):
    """The connection broke; trying again may help."""


class RateLimited(PlatformError):
    """The platform asks to wait; retry_after in seconds, >= 0."""

    def __init__(self, text: str, *, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class NotLive(PlatformError):
    """The channel exists, and is not streaming."""


class LoginRequired(PlatformError):
    """Only a person can go on from here, by logging in."""


class TargetUnknown(PlatformError):
    """No such platform or no such channel."""


class ProtocolChanged(PlatformError):
    """The platform sent what we cannot read; payload is what it sent."""

    def __init__(self, text: str, *, payload: bytes = b"") -> None:
        super().__init__(text)
        self.payload = payload


class ModerationUnavailable(CompanionError):
    """The model does not answer; rules decide alone."""


class ModelError(ModerationUnavailable):
    """A model cannot be got, read or run; the text says what to do about it."""


class LedgerError(CompanionError):
    """The record cannot be written or read; what is on disk stays as it was."""


class DiskFull(LedgerError):
    """No room is left where the data folder is."""


class Locked(LedgerError):
    """Another program is writing to this data folder."""


class Corrupt(LedgerError):
    """The file is not, or not wholly, a ledger."""


class TooNew(LedgerError):
    """A later version of Companion wrote this data folder."""


class ServerError(CompanionError):
    """The overlay server cannot listen."""


class WorkerError(CompanionError):
    """A worker process ended, hung, or answered nonsense."""


class CommandError(CompanionError):
    """A request that cannot be carried out as asked; nothing was changed."""


class SettingsError(CompanionError):
    """A setting has a value that is not accepted; field is its dotted name."""

    def __init__(self, text: str, *, field: str) -> None:
        super().__init__(text)
        self.field = field
