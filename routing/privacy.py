"""Unmasked personal data in an outgoing text."""

from __future__ import annotations

from classifiers.masking import mask


def personal_data(text: str) -> list[str]:
    """The kinds of personal data that stand openly in `text`, in the order in which they stand."""
    return list(dict.fromkeys(each.what for each in mask(text)[1]))
