"""The base of what the ledger records of ours, beside what platforms tell."""

from __future__ import annotations

from msgspec import Struct


class LedgerNote(
    Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag_field="kind"
):
    """Base of the entries that are not platform events."""
