"""Interest hits lose `outcome`: what came of a hit is read from its candidate, so undoing at the desk undoes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the column, which nothing ever wrote."""
    op.drop_column("interest_hit", "outcome")


def downgrade() -> None:
    """Add it again, empty."""
    op.add_column("interest_hit", sa.Column("outcome", sa.String(), nullable=False, server_default=""))
