"""The first schema: sessions, entries, viewers, standings, streaks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _create_meta()
    _create_sessions()
    _create_streaks()
    _create_viewers()
    _create_entries()
    _create_standings()


def _create_meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("entries", BIG, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("diamonds", BIG, nullable=False),
        sa.Column("bits", BIG, nullable=False),
        sa.Column("likes", BIG, nullable=False),
        sa.Column("chats", BIG, nullable=False),
        sa.Column("gifts", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ordinal"),
    )
    op.create_index("ix_sessions_state", "sessions", ["state"], unique=False)


def _create_streaks() -> None:
    op.create_table(
        "streaks",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("highest", BIG, nullable=False),
        sa.Column("first_message", BIG, nullable=False),
        sa.Column("last_message", BIG, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", "generation"),
    )


def _create_viewers() -> None:
    op.create_table(
        "viewers",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("viewer_id", sa.String(), nullable=True),
        sa.Column("profile", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_viewers_viewer_id", "viewers", ["viewer_id"], unique=False)


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("platform_at", BIG, nullable=True),
        sa.Column("viewer_key", sa.LargeBinary(), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("earns", sa.Boolean(), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("diamonds", BIG, nullable=False),
        sa.Column("bits", BIG, nullable=False),
        sa.Column("likes", BIG, nullable=False),
        sa.Column("chats", BIG, nullable=False),
        sa.Column("gifts", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("dedupe"),
        sa.UniqueConstraint("session_id", "number"),
    )
    op.create_index("ix_entries_viewer_key", "entries", ["viewer_key"], unique=False)


def _create_standings() -> None:
    op.create_table(
        "standings",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("viewer_key", sa.LargeBinary(), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("reached", BIG, nullable=False),
        sa.Column("diamonds", BIG, nullable=False),
        sa.Column("bits", BIG, nullable=False),
        sa.Column("likes", BIG, nullable=False),
        sa.Column("chats", BIG, nullable=False),
        sa.Column("gifts", BIG, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"]),
        sa.PrimaryKeyConstraint("session_id", "viewer_key"),
    )
