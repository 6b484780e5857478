"""Texts that complain, beg, ask, propose, misread or inform about anything: what the kind model learns from."""

from __future__ import annotations

import random
from collections.abc import Iterator

from classifiers.composing import CORPUS, Composer, Matter, read_sections
from classifiers.kind import KINDS

_LENGTHS = (1, 1, 2, 2, 3, 4, 6)  # sentences that say what the text wants
_ALSO_COMPLAINS = 0.3  # share of the texts of other kinds that complain by the way
_STORIES = {"问题": 0.4, "疑问": 0.25}  # share of the texts that hold a whole sentence of their matter
_ALSO_WANTS = 0.25  # share of the complaints that also ask, propose or beg


class KindComposer:
    """Composes texts of each kind about matters of all topics; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.letters = Composer(seed)
        self.said = {kind: read_sections(CORPUS / "kinds" / f"{kind}.txt") for kind in KINDS}
        self.background = read_sections(CORPUS / "kinds" / "background.txt")["text"]

    def texts(self, of_each: int) -> Iterator[tuple[str, str, str]]:
        """(title, text, kind): `of_each` texts of every kind."""
        for _ in range(of_each):
            for kind in KINDS:
                matter = self.chance.choice(self.letters.matters)
                yield self._title(kind, matter), self._text(kind, matter), kind

    def _title(self, kind: str, matter: Matter) -> str:
        if self.chance.random() > 0.7:
            return ""
        return self.letters.fill(self.chance.choice(self.said[kind]["title"]), matter)

    def _text(self, kind: str, matter: Matter) -> str:
        parts = [] if kind == "资讯" else self.chance.sample(self.background, self.chance.choice((0, 0, 1, 1, 2)))
        parts += self._aside(kind)
        parts += self._story(kind, matter)
        parts += self.chance.sample(self.said[kind]["text"], self.chance.choice(_LENGTHS))
        return self.letters.fill("".join(parts), matter)

    def _story(self, kind: str, matter: Matter) -> list[str]:
        """A whole sentence of the matter: what happened, in a complaint; what is asked, in a question."""
        told = [each for each in matter.sentences if each.endswith("？") == (kind == "疑问")]
        return [self.chance.choice(told)] if told and self.chance.random() < _STORIES.get(kind, 0.0) else []

    def _aside(self, kind: str) -> list[str]:
        """What a text says besides what it is for: complaints in a request, a question in a complaint."""
        if kind == "问题" and self.chance.random() < _ALSO_WANTS:
            return [self.chance.choice(self.said[self.chance.choice(("疑问", "建议", "困难"))]["text"])]
        if kind not in ("问题", "资讯") and self.chance.random() < _ALSO_COMPLAINS:
            return [self.chance.choice(self.said["问题"]["text"])]
        return []
