"""What can go wrong between OBS and us; the type decides what follows.

ObsError
├── ObsAbsent        nothing that is OBS answers, or it has gone: try again later
├── PasswordMissing  it wants a password and we have none: ask a person
├── PasswordWrong    it does not take the one we have: ask a person, do not try again
├── ObsSlow          it is there and has not answered in time
└── RequestRefused   it answered that it does not do this
"""

from __future__ import annotations

from typing import Final

from companion.domain.errors import CompanionError


class ObsError(CompanionError):
    """OBS did not do what was asked."""


class ObsAbsent(ObsError):
    """Nothing that is OBS answers, or it has gone."""


class PasswordMissing(ObsError):
    """OBS wants a password, and there is none."""


class PasswordWrong(ObsError):
    """OBS does not take the password."""


class ObsSlow(ObsError):
    """OBS has not answered in time; what was asked may still happen."""


class RequestRefused(ObsError):
    """OBS answered no. code: RequestStatus of the protocol; comment: OBS's own words.

    Its text is for a log: whoever asked knows what it means to a person.
    """

    def __init__(self, request: str, code: int, comment: str = "") -> None:
        super().__init__(f"{request}: {code} {comment}".strip())
        self.request = request
        self.code = code
        self.comment = comment


NOT_READY: Final = 207
OUTPUT_RUNNING: Final = 500
OUTPUT_NOT_RUNNING: Final = 501
RESOURCE_NOT_FOUND: Final = 600
NAME_TAKEN: Final = 601
WRONG_STATE: Final = 604
UNKNOWN_KIND: Final = 605
