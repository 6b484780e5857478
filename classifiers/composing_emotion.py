"""Short texts with a mood, composed from the lexicon in `corpus/emotion.txt`: what the emotion model learns from."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from classifiers.composing import CORPUS, Composer, read_sections

_SLOT = re.compile(r"\{(\w+)\}")
ASKING = ("请问{o}如何{a}？", "咨询{o}、{o}的有关规定。", "请问{o}的标准。")
COMPLAINING = ("{o}{p}，没有人管。", "{o}{p}，{p}。", "{p}！")
MOODS = ("negative", "neutral", "positive")


class MoodComposer:
    """Composes posts and letters that are positive, neutral or negative; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = {name: self._split(name, lines) for name, lines in read_sections(CORPUS / "emotion.txt").items()}
        self.letters = Composer(seed)

    @staticmethod
    def _split(name: str, lines: list[str]) -> list[str]:
        whole = name in ("neutral", "indirect", "warm")
        return lines if whole else [word for line in lines for word in line.split()]

    def texts(self, posts: int, letters: int) -> Iterator[tuple[str, str, str]]:
        """(title, text, mood): `posts` of each mood, and `letters` that complain, ask or inform."""
        for _ in range(posts):
            for mood in MOODS:
                yield "", self._post(mood), mood
        for number in range(letters):
            yield (*self._letter(number), "neutral" if number % 2 else "negative")

    def _post(self, mood: str) -> str:
        if mood == "neutral":
            return "".join(self._fill(self._one("neutral")) for _ in range(self.chance.choice((1, 1, 2, 3))))
        parts = [self._clause(mood) for _ in range(self.chance.choice((1, 1, 2, 2, 3)))]
        if self.chance.random() < 0.45:
            parts.insert(self.chance.randrange(len(parts) + 1), self._fill(self._one("neutral")))
        if self.chance.random() < 0.4:
            parts.append(self._one(f"{mood}_mark") * self.chance.choice((1, 1, 3)))
        return "".join(parts)

    def _clause(self, mood: str) -> str:
        draw = self.chance.random()
        if draw < 0.12:
            return self._fill(self._one("warm" if mood == "positive" else "indirect"))
        if draw < 0.2:
            return self._one("not") + self._one(f"negatable_{'negative' if mood == 'positive' else 'positive'}") + "。"
        word = self._one(mood)
        if draw < 0.5:
            return word + self.chance.choice(("！", "。", "，", "～", "！！！", "…", ""))
        if draw < 0.75:
            end = self.chance.choice(("了", "啊", "", "！", "。"))
            return f"{self._one('subject')}{self._one('intensifier')}{word}{end}"
        return f"{self._one('thing')}，{word}，"

    def _letter(self, number: int) -> tuple[str, str]:
        """A question or a request for information (odd numbers) is neutral, a complaint in plain words negative."""
        matter = self.chance.choice(self.letters.matters)
        patterns = ASKING if number % 2 else COMPLAINING
        said = [self.letters.fill(pattern, matter) for pattern in patterns]
        text = "".join(self.chance.sample(said, 2))
        return said[0], text if number % 2 else text + self._clause("negative")

    def _one(self, section: str) -> str:
        return self.chance.choice(self.words[section])

    def _fill(self, pattern: str) -> str:
        return _SLOT.sub(lambda slot: self._one(slot[1]), pattern)
