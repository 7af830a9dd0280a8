"""Wallets, and an index of the notes that hold beyond their session."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LASTING = sa.text("kind IN ('coins', 'counter', 'link', 'quote')")


def upgrade() -> None:
    """Create the table and both indexes."""
    op.create_table(
        "wallets",
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("coins", BIG, nullable=False),
        sa.Column("earned", BIG, nullable=False),
        sa.Column("spent", BIG, nullable=False),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_index("ix_wallets_coins", "wallets", ["coins"], unique=False)
    op.create_index(
        "ix_entries_lasting",
        "entries",
        ["kind", "seq"],
        unique=False,
        sqlite_where=LASTING,
        postgresql_where=LASTING,
    )
