"""Tables. Rows never leave this package; domain objects do.

`table=True` classes do not validate, so rows are built from valid domain objects only.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

Big = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; SQLite numbers rows by itself only for its own INTEGER."""


LASTING = text("kind IN ('coins', 'counter', 'link', 'quote')")
"""Notes that hold beyond their session and are looked for in all: the database finds
them by an index of their own, where a question repeats these very words."""


class Blob(LargeBinary):
    """Bytes handed to the driver as they are: wrapping them costs a tenth."""

    def bind_processor(self, dialect: Dialect) -> None:  # noqa: ARG002  # as inherited
        """Return no conversion; every driver in use takes bytes."""
        return


class MetaRow(SQLModel, table=True):
    """Facts about the data folder: its secret key, the version that wrote it."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: bytes = Field(sa_type=Blob)


class SessionRow(SQLModel, table=True):
    """One stream. `entries` and `head` end its chain; the sums are stored totals."""

    __tablename__ = "sessions"

    id: str = Field(primary_key=True)
    ordinal: int = Field(unique=True)
    name: str
    state: str = Field(index=True)
    started_at: int = Field(sa_type=Big)
    ended_at: int | None = Field(default=None, sa_type=Big)
    timezone: str
    entries: int = Field(default=0, sa_type=Big)
    head: bytes = Field(default=b"", sa_type=Blob)
    points: int = Field(default=0, sa_type=Big)
    diamonds: int = Field(default=0, sa_type=Big)
    bits: int = Field(default=0, sa_type=Big)
    likes: int = Field(default=0, sa_type=Big)
    chats: int = Field(default=0, sa_type=Big)
    gifts: int = Field(default=0, sa_type=Big)


class EntryRow(SQLModel, table=True):
    """One line of a ledger: a chained header and a body that can be forgotten."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        Index(
            "ix_entries_lasting",
            "kind",
            "seq",
            sqlite_where=LASTING,
            postgresql_where=LASTING,
        ),
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=Big)
    session_id: str = Field(foreign_key="sessions.id")
    number: int = Field(sa_type=Big)
    kind: str
    at: int = Field(sa_type=Big)
    platform_at: int | None = Field(default=None, sa_type=Big)
    viewer_key: bytes | None = Field(default=None, sa_type=Blob, index=True)
    test: bool = False
    earns: bool = True
    points: int = Field(default=0, sa_type=Big)
    diamonds: int = Field(default=0, sa_type=Big)
    bits: int = Field(default=0, sa_type=Big)
    likes: int = Field(default=0, sa_type=Big)
    chats: int = Field(default=0, sa_type=Big)
    gifts: int = Field(default=0, sa_type=Big)
    version: int
    salt: bytes | None = Field(default=None, sa_type=Blob)
    body: bytes | None = Field(default=None, sa_type=Blob)
    digest: bytes = Field(sa_type=Blob)
    checksum: bytes = Field(sa_type=Blob)
    dedupe: bytes | None = Field(default=None, sa_type=Blob, unique=True)


class ViewerRow(SQLModel, table=True):
    """A Viewer as last seen; blanked, but for the key, when forgotten."""

    __tablename__ = "viewers"

    key: bytes = Field(sa_type=Blob, primary_key=True)
    viewer_id: str | None = Field(default=None, index=True)
    profile: bytes | None = Field(default=None, sa_type=Blob)


class StandingRow(SQLModel, table=True):
    """Stored totals of one Viewer in one session, kept in the entries' transaction."""

    __tablename__ = "standings"

    session_id: str = Field(foreign_key="sessions.id", primary_key=True)
    viewer_key: bytes = Field(sa_type=Blob, primary_key=True)
    points: int = Field(default=0, sa_type=Big)
    reached: int = Field(default=0, sa_type=Big)
    diamonds: int = Field(default=0, sa_type=Big)
    bits: int = Field(default=0, sa_type=Big)
    likes: int = Field(default=0, sa_type=Big)
    chats: int = Field(default=0, sa_type=Big)
    gifts: int = Field(default=0, sa_type=Big)


class StreakRow(SQLModel, table=True):
    """How far one run of gifts has come; see sessions.streaks for the rule."""

    __tablename__ = "streaks"

    key: bytes = Field(sa_type=Blob, primary_key=True)
    generation: int = Field(primary_key=True)
    highest: int = Field(sa_type=Big)
    first_message: int = Field(sa_type=Big)
    last_message: int = Field(sa_type=Big)
    ended: bool = False


class WalletRow(SQLModel, table=True):
    """Coins of one account, kept in the transaction of the entries that move them.

    account: key of a Viewer, or of an account of ours; see sessions.purses.
    """

    __tablename__ = "wallets"

    account: bytes = Field(sa_type=Blob, primary_key=True)
    coins: int = Field(default=0, sa_type=Big, index=True)
    earned: int = Field(default=0, sa_type=Big)
    spent: int = Field(default=0, sa_type=Big)
