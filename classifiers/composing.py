"""Texts composed from the word families and sentence patterns in `corpus/`: what the shipped models learn from.

Nothing here was taken from real messages: corpus/README.md says how the families were written. The same seed gives
the same texts, so `make model` makes the same bytes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from errors import BadInput

CORPUS = Path(__file__).parent / "corpus"
KINDS = {"o": "objects", "p": "problems", "a": "asks", "s": "sentences"}
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass
class Matter:
    """One matter that people write about: its topic, how common it is, and its words and sentences.

    `body`: the division or outside body whose duty it is, "" where it depends.
    """

    topic: str
    name: str
    weight: int
    body: str = ""
    objects: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def read_matters(folder: Path = CORPUS / "topics") -> list[Matter]:
    """All matters, in order of their files' names; a file is a top topic, below 政法 a matter is a leaf.

    Raises BadInput with file and line for a line of no known kind.
    """
    return [matter for file in sorted(folder.glob("*.txt")) for matter in _matters_of(file)]


def _matters_of(file: Path) -> Iterator[Matter]:
    matter = None
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        kind, _, rest = line.partition(" ")
        if kind == "@":
            if matter:
                yield matter
            name, weight, *body = rest.split(" ")
            topic = f"{file.stem}/{name}" if file.stem == "政法" else file.stem
            matter = Matter(topic, name, int(weight), "".join(body))
        elif kind in KINDS and matter:
            getattr(matter, KINDS[kind]).extend([rest] if kind == "s" else rest.split())
        elif line.strip():
            raise BadInput("每行应以 @ o p a s 之一开头", file=str(file), line=number)
    if matter:
        yield matter


def read_sections(file: Path) -> dict[str, list[str]]:
    """The lines of a file below each of its [headings]."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isascii():
            name = line[1:-1]
        elif line:
            sections.setdefault(name, []).append(line)
    return sections


class Composer:
    """Composes texts in many registers: letters long and short, posts, news, hotline notes, with slips of the pen."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.shared = read_sections(CORPUS / "shared.txt")
        self.matters = read_matters()

    def texts(self, per_weight: int) -> Iterator[tuple[str, str, str]]:
        """(title, text, topic): `per_weight` texts for each unit of a matter's weight."""
        for matter in self.matters:
            for _ in range(matter.weight * per_weight):
                title, text = self.compose(matter)
                yield title, text, matter.topic

    def by_matter(self, per_weight: int) -> Iterator[tuple[str, str, str]]:
        """As `texts`, labelled by topic and matter (`城乡建设/小区物业`); the same seed gives the same texts."""
        for matter in self.matters:
            for _ in range(matter.weight * per_weight):
                yield (*self.compose(matter), f"{matter.topic}/{matter.name}")

    def compose(self, matter: Matter) -> tuple[str, str]:
        """A title and a text about one matter."""
        register = self.chance.choices(
            (self._letter, self._short, self._post, self._news, self._note, self._list), (40, 22, 10, 6, 8, 14)
        )[0]
        title = self.fill(self._one("title"), matter)
        return self._slip(title), self._slip(register(matter))

    def _letter(self, matter: Matter) -> str:
        parts = [self._one("greeting"), self._one("who")]
        for _ in range(self.chance.randint(3, 9)):
            parts.append(self._said(matter))
            if self.chance.random() < 0.6:
                parts.append(self._one("filler"))
            if self.chance.random() < 0.12:
                parts.append(self._aside())
        return self.fill("".join([*parts, self._one("closing")]), matter)

    def _short(self, matter: Matter) -> str:
        parts = [self._said(matter) for _ in range(self.chance.randint(1, 3))]
        return self.fill("".join([*parts, self._one("closing") if self.chance.random() < 0.5 else ""]), matter)

    def _post(self, matter: Matter) -> str:
        said = [self._one("weibo"), self._said(matter), self._one("weibo")]
        return self.fill("".join(said), matter)

    def _news(self, matter: Matter) -> str:
        said = [self._one("news"), *(self._said(matter) for _ in range(self.chance.randint(2, 5)))]
        return self.fill("".join(said), matter)

    def _note(self, matter: Matter) -> str:
        notes = [self._one("hotline"), self._said(matter), self._one("hotline"), self._said(matter)]
        return self.fill("".join(notes), matter)

    def _list(self, matter: Matter) -> str:
        """Words of the matter strung together, as in a text that rambles through all of it."""
        words = [*matter.objects, *matter.problems, *matter.asks]
        some = self.chance.sample(words, min(len(words), self.chance.randint(8, 24)))
        return "".join(f"{word}{self.chance.choice('，，，。、的和')}" for word in some)

    def _said(self, matter: Matter) -> str:
        if matter.sentences and self.chance.random() < 0.3:
            return self.chance.choice(matter.sentences)
        return self.fill(self._one("body"), matter)

    def _aside(self) -> str:
        """A word about something else: real letters wander."""
        other = self.chance.choice(self.matters)
        return f"附近还有{self.chance.choice(other.objects)}，"

    def _one(self, section: str) -> str:
        return self.chance.choice(self.shared[section])

    def fill(self, pattern: str, matter: Matter) -> str:
        """The pattern with its slots filled by words of the matter."""
        words = {"o": matter.objects, "p": matter.problems, "a": matter.asks, "place": self.shared["place"]}
        return _SLOT.sub(lambda slot: self.chance.choice(words[slot[1]]), pattern)

    def _slip(self, text: str) -> str:
        """One time in six a slip of the pen: a character lost, doubled or swapped with its neighbour."""
        if len(text) < 12 or self.chance.random() > 1 / 6:
            return text
        at = self.chance.randrange(4, len(text) - 4)
        return self.chance.choice(
            (
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            )
        )
