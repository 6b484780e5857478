"""A linear model over the features of `vectors`: arrays and a small JSON file, nothing that could run code.

`Heads` is what judges: one pass over a batch of texts serves the topic, the emotion and the kind model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import rjieba
import scipy.sparse as sp
from numpy.typing import NDArray

from classifiers.table import Table
from classifiers.vectors import Batch, Family, Grams, grams, read_batch
from errors import BadInput

FORMAT = 1
BATCH = 512  # texts laid in one batch: large enough for numpy, small enough for the processor's cache
Floats = NDArray[np.float32]


@dataclass
class Space:
    """The features that a model knows: families, and per family the keys (uint32) and weights (idf) of its features."""

    families: tuple[Family, ...]
    keys: tuple[NDArray[np.uint32], ...]
    idf: Floats
    tables: tuple[Table, ...] = field(init=False)
    first: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = tuple(Table(keys) for keys in self.keys)
        self.first = tuple(int(at) for at in np.cumsum([0, *map(len, self.keys)]))
        self.blocks = sorted({each.block for each in self.families})
        self._block = np.concatenate(
            [np.full(len(keys), self.blocks.index(f.block)) for f, keys in zip(self.families, self.keys, strict=True)]
        ).astype(np.int32)
        self._weight = self.idf * np.concatenate(
            [np.full(len(keys), f.weight) for f, keys in zip(self.families, self.keys, strict=True)]
        ).astype(np.float32)
        self._rarest = {
            family: float(self.idf[at:end].max(initial=1.0)) * family.weight
            for family, at, end in zip(self.families, self.first, self.first[1:], strict=False)
        }
        weights = {each.block: each.weight for each in self.families}
        self._block_weight = np.array([weights[block] for block in self.blocks], np.float32)

    def __len__(self) -> int:
        return self.first[-1]

    def reads_like(self, other: Space) -> bool:
        """Whether both know the same features with the same weights."""
        if self.families != other.families or len(self) != len(other):
            return False
        same = all(np.array_equal(mine, yours) for mine, yours in zip(self.keys, other.keys, strict=True))
        return same and np.array_equal(self.idf, other.idf)

    def seen(self, batch: Batch, found: dict[Family, Grams] | None = None) -> Seen:
        """The known features of a batch, one entry per occurrence; `found` keeps grams for the next head."""
        found = {} if found is None else found
        parts = []
        strange = np.zeros((batch.size, len(self.blocks)), np.float32)
        for family, table, offset in zip(self.families, self.tables, self.first, strict=False):
            key = Family(family.unit, family.length, family.where, 0, "")
            each = found[key] if key in found else found.setdefault(key, grams(batch, key))
            number = table.find(each.key)
            known = np.flatnonzero(number >= 0)
            if family.whole:
                unknown = np.bincount(each.doc[number < 0], minlength=batch.size)
                strange[:, self.blocks.index(family.block)] += unknown * self._rarest[family] ** 2
            parts.append((each.doc[known], number[known] + np.int32(offset), each.start[known], each.end[known]))
        doc, number, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Seen(batch, doc, number, start, end, strange)

    def vectors(self, seen: Seen) -> sp.csr_matrix:
        """Rows of (1 + log count) · idf, every block of families scaled to its weight; shape (texts, features)."""
        size = len(self)
        kind: type[np.signedinteger[Any]] = np.int64 if size * seen.batch.size >= 1 << 31 else np.int32
        pairs = np.sort(seen.doc.astype(kind) * size + seen.number)  # the narrow kind sorts twice as fast
        fresh = np.flatnonzero(np.diff(pairs, prepend=-1))
        count = np.diff(fresh, append=len(pairs))
        doc, number = np.divmod(pairs[fresh], size)
        value = (1 + np.log(count.astype(np.float32))) * self._weight[number]
        blocks = len(self.blocks)
        cell = doc * blocks + self._block[number]
        norm = np.bincount(cell, value * value, seen.batch.size * blocks)
        norm = np.sqrt(norm + seen.strange.ravel()).astype(np.float32)
        scale = np.tile(self._block_weight, seen.batch.size) / np.maximum(norm, np.float32(1e-9))
        starts = np.searchsorted(doc, np.arange(seen.batch.size + 1))
        return sp.csr_matrix(
            (value * scale[cell], number.astype(np.int32), starts.astype(np.int32)), (seen.batch.size, size)
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """Known features of a batch, one entry per occurrence: text, feature number, first and last+1 character.

    `strange` (texts, blocks): the squared length that unknown features add, where a family counts them.
    """

    batch: Batch
    doc: NDArray[np.int32]
    number: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    strange: Floats


def fit_space(batches: Sequence[Batch], families: Sequence[Family], at_least: int) -> Space:
    """The features that at least so many of the texts hold, with their idf (as scikit-learn: smooth, + 1)."""
    texts = sum(batch.size for batch in batches)
    kept, idfs = [], []
    for family in families:
        keys = np.concatenate([_once_each(grams(batch, family)) for batch in batches])
        found, count = np.unique(keys, return_counts=True)
        found, count = found[count >= at_least], count[count >= at_least]
        placed = Table(found).placed
        while not placed.all():
            found, count = found[placed], count[placed]
            placed = Table(found).placed
        kept.append(found)
        idfs.append(np.log((1 + texts) / (1 + count)) + 1)
    return Space(tuple(families), tuple(kept), np.concatenate(idfs).astype(np.float32))


def _once_each(found: Grams) -> NDArray[np.uint32]:
    pairs = np.unique((found.doc.astype(np.uint64) << np.uint64(32)) | found.key)
    return (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)


@dataclass
class Linear:
    """A calibrated linear model: weights (features, classes), and what makes probabilities of its scores.

    Probability = softmax(scores · sharpness + shift). `threshold`: under this probability of the best class a person
    decides. `about` says what it learned from, and its held-out report; `texts_seen` are the keys of the texts that it
    learned from, so that it is never compared on them.
    """

    name: str
    classes: tuple[str, ...]
    space: Space
    weights: Floats
    bias: Floats
    sharpness: float
    shift: Floats
    threshold: float
    version: str
    about: dict[str, Any]
    texts_seen: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))

    def scores(self, vectors: sp.csr_matrix) -> Floats:
        """Raw scores, shape (texts, classes)."""
        return cast(Floats, vectors @ self.weights + self.bias)

    def probabilities(self, vectors: sp.csr_matrix) -> Floats:
        """Calibrated probabilities, shape (texts, classes)."""
        return softmax(self.scores(vectors) * np.float32(self.sharpness) + self.shift)

    def read(self, texts: Sequence[tuple[str, str]], cutter: rjieba.Jieba | None = None) -> sp.csr_matrix:
        """Feature vectors of (title, text) pairs."""
        parts = [read_batch(texts[at : at + BATCH], cutter) for at in range(0, len(texts), BATCH)]
        rows = [self.space.vectors(self.space.seen(part)) for part in parts]
        return sp.vstack(rows, format="csr") if rows else sp.csr_matrix((0, len(self.space)), dtype=np.float32)

    def predict(self, texts: Sequence[tuple[str, str]]) -> Floats:
        """Calibrated probabilities of (title, text) pairs, shape (texts, classes)."""
        return self.probabilities(self.read(texts))


def softmax(scores: Floats) -> Floats:
    """Row-wise exp(x) / Σ exp(x), safe for large x."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return cast(Floats, powers / powers.sum(axis=1, keepdims=True))


class Scores:
    """What the models say of a batch: probabilities per head, and on request the words that decided."""

    def __init__(self, heads: Heads, texts: Sequence[tuple[str, str]]) -> None:
        self.heads = heads
        batch = read_batch(texts)
        found: dict[Family, Grams] = {}
        self._seen: dict[str, Seen] = {}
        self._vectors: dict[str, sp.csr_matrix] = {}
        self.of: dict[str, Floats] = {}
        for model in heads.named.values():
            read = heads.emotion.name if model.space is heads.emotion.space else model.name
            if read not in self._seen:
                self._seen[read] = model.space.seen(batch, found)
                self._vectors[read] = model.space.vectors(self._seen[read])
            self._seen[model.name], self._vectors[model.name] = self._seen[read], self._vectors[read]
            self.of[model.name] = model.probabilities(self._vectors[read])

    @property
    def topics(self) -> Floats:
        """Probability of each of `heads.topic.classes`, shape (texts, classes)."""
        return self.of[self.heads.topic.name]

    @property
    def emotions(self) -> Floats:
        """Probability of each of `heads.emotion.classes`, shape (texts, classes)."""
        return self.of[self.heads.emotion.name]

    @property
    def kinds(self) -> Floats:
        """Probability of each of `heads.kind.classes`, shape (texts, classes)."""
        return self.of[self.heads.kind.name]

    def why(self, head: str, text: int, label: int, most: int = 4) -> list[tuple[str, float]]:
        """The words of text number `text` that speak most for class number `label`, with their weights, best first.

        A weight is the word's part of the score, over the mean of all classes. Parts of a longer word are left out.
        """
        model, vectors = self.heads.named[head], self._vectors[head]
        row = slice(vectors.indptr[text], vectors.indptr[text + 1])
        numbers = vectors.indices[row]
        part = vectors.data[row] * (model.weights[numbers, label] - self.heads.means[head][numbers])
        best = np.arange(len(part))
        if len(part) > most * 4:
            best = np.argpartition(part, -most * 4)[-most * 4 :]
        best = best[np.argsort(-part[best])]
        return self._spelt(head, text, numbers[best].tolist(), part[best].tolist(), most)

    def _spelt(
        self, head: str, text: int, numbers: list[int], parts: list[float], most: int
    ) -> list[tuple[str, float]]:
        """The features' words as the text has them, parts of a longer word left out."""
        seen = self._seen[head]
        places = np.flatnonzero(seen.doc == text)
        here = seen.number[places]
        said: list[tuple[str, float]] = []
        for number, part in zip(numbers, parts, strict=True):
            if part <= 0:
                break
            place = places[(here == number).argmax()]
            word = seen.batch.joined[seen.start[place] : seen.end[place]].strip()
            if len(word) > 1 and not any(word in other or other in word for other, _ in said):
                said.append((word, part))
            if len(said) == most:
                break
        return said


class Heads:
    """The topic, the emotion and the kind model, loaded: judges batches of texts in one pass.

    Emotion and kind are shipped with the same features: a text is then read once for both.
    """

    def __init__(self, topic: Linear, emotion: Linear, kind: Linear) -> None:
        self.topic, self.emotion, self.kind = topic, emotion, kind
        self.named = {model.name: model for model in (topic, emotion, kind)}
        if kind.space.reads_like(emotion.space):
            kind.space = emotion.space
        self.means = {name: model.weights.mean(axis=1) for name, model in self.named.items()}

    @property
    def versions(self) -> dict[str, str]:
        """Head → version."""
        return {name: model.version for name, model in self.named.items()}

    def score_many(self, texts: Sequence[tuple[str, str]]) -> Scores:
        """Scores of (title, text) pairs, raw as they came. Hand in batches of about BATCH texts for speed."""
        return Scores(self, texts)


SHIPPED = Path(__file__).parent / "shipped"


def load_heads(topic: Path = SHIPPED) -> Heads:
    """The shipped heads, with the topic model of another folder where one is given; raises BadInput as `load`."""
    return Heads(load(topic, "topic"), load(SHIPPED, "emotion"), load(SHIPPED, "kind"))


def save(model: Linear, folder: Path) -> None:
    """Write `<name>.npz` and `<name>.json` in the folder: the same model gives the same bytes.

    Weights are kept as one byte each with a scale per class; what that costs is in the model's report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(model.weights).max(axis=0, initial=0), 1e-9) / 127
    arrays: dict[str, Any] = {f"keys{number}": keys for number, keys in enumerate(model.space.keys)}
    np.savez_compressed(
        folder / f"{model.name}.npz",
        weights=np.round(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        idf=model.space.idf.astype(np.float16),
        bias=model.bias,
        shift=model.shift,
        texts_seen=model.texts_seen,
        **arrays,
    )
    about = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "classes": model.classes,
        "families": [asdict(each) for each in model.space.families],
        "sharpness": model.sharpness,
        "threshold": model.threshold,
        "about": model.about,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{model.name}.json").write_text(text + "\n", "utf-8")


def load(folder: Path, name: str) -> Linear:
    """Read a model that `save` wrote; raises BadInput where a file is missing, damaged or of another format."""
    file = folder / f"{name}.json"
    try:
        about = json.loads(file.read_text("utf-8"))
        if about["format"] != FORMAT:
            raise BadInput(f"模型格式 {about['format']} 不是本版本能读的 {FORMAT}", file=str(file), field="format")
        with np.load(folder / f"{name}.npz", allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
        return _built(about, arrays)
    except BadInput:
        raise
    except FileNotFoundError as error:
        raise BadInput("没有这个模型文件", file=str(error.filename)) from error
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise BadInput(f"模型文件损坏：{error}", file=str(file)) from error


def _built(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Linear:
    families = tuple(Family(**each) for each in about["families"])
    keys = tuple(arrays[f"keys{number}"] for number in range(len(families)))
    return Linear(
        name=about["name"],
        classes=tuple(about["classes"]),
        space=Space(families, keys, arrays["idf"].astype(np.float32)),
        weights=np.ascontiguousarray(arrays["weights"].astype(np.float32) * arrays["scale"]),
        bias=arrays["bias"],
        sharpness=float(about["sharpness"]),
        shift=arrays["shift"],
        threshold=float(about["threshold"]),
        version=about["version"],
        about=about["about"],
        texts_seen=arrays.get("texts_seen", np.zeros(0, np.uint32)),
    )
