"""The life of a case: one table of states and one of moves. Pages, API, documentation and tests all read these.

candidate → registered (T0) → graded → assigned → in_hand → drafting → review → approved → replied → watched → closed →
archived. Exits of a candidate: dismissed, merged, transferred, police. Everything else is a move in MOVES.
"""

from __future__ import annotations

from routing.move import Field, Move
from routing.moves import (
    closing,
    deciding,
    desk,
    drafting,
    grading,
    handing,
    linking,
    pressing,
    publishing,
    registering,
    reviewing,
)
from routing.states import STATES, state_label, state_of

__all__ = ["MOVES", "STATES", "Field", "Move", "state_label", "state_of"]

_PARTS = (desk, registering, grading, handing, drafting, reviewing, publishing, deciding, pressing, linking, closing)

MOVES: dict[str, Move] = {move.name: move for part in _PARTS for move in part.MOVES}
"""Name → move: the one table of who may do what from where."""
