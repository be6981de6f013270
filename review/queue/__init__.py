"""The review queue: which lines to listen to again, why, and what they could be instead."""

from __future__ import annotations

from review.queue.model import Choice, Evidence, Item, Reason, Told, WordDoubt
from review.queue.rank import rank

__all__ = ["Choice", "Evidence", "Item", "Reason", "Told", "WordDoubt", "rank"]
