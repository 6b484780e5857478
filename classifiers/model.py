"""A linear model over the features of `vectors`: arrays and a small JSON file, nothing that could run code."""

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
        fresh = np.flatnonzero(np.concatenate([pairs[:1] >= 0, pairs[1:] != pairs[:-1]]))
        count = np.diff(fresh, append=len(pairs))
        pairs = pairs[fresh]
        starts = np.searchsorted(pairs, np.arange(seen.batch.size + 1, dtype=kind) * kind(size))
        doc = np.repeat(np.arange(seen.batch.size, dtype=kind), np.diff(starts))
        number = (pairs - doc * kind(size)).astype(np.int32)  # a product is many times faster than a division
        value = self._weight[number]
        again = np.flatnonzero(count > 1)
        value[again] *= 1 + np.log(count[again].astype(np.float32))
        blocks = len(self.blocks)
        cell = doc * blocks + self._block[number]
        norm = np.bincount(cell, value * value, seen.batch.size * blocks)
        norm = np.sqrt(norm + seen.strange.ravel()).astype(np.float32)
        scale = np.tile(self._block_weight, seen.batch.size) / np.maximum(norm, np.float32(1e-9))
        return sp.csr_matrix((value * scale[cell], number, starts.astype(np.int32)), (seen.batch.size, size))


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
        return self.calibrated(self.scores(vectors))

    def calibrated(self, scores: Floats) -> Floats:
        """Probabilities of raw scores, shape (texts, classes)."""
        return softmax(scores * np.float32(self.sharpness) + self.shift)

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


SHIPPED = Path(__file__).parent / "shipped"


def save(model: Linear, folder: Path, features_of: str = "") -> None:
    """Write `<name>.npz` and `<name>.json` in the folder: the same model gives the same bytes.

    Weights are kept as one byte each with a scale per class; what that costs is in the model's report. `features_of`:
    another model of the folder that has the same space and keeps it for both.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(model.weights).max(axis=0, initial=0), 1e-9) / 127
    arrays: dict[str, Any] = {}
    if not features_of:
        arrays = {f"keys{number}": keys for number, keys in enumerate(model.space.keys)}
        arrays["idf"] = model.space.idf.astype(np.float16)
    np.savez_compressed(
        folder / f"{model.name}.npz",
        weights=np.round(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
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
        "features_of": features_of,
        "sharpness": model.sharpness,
        "threshold": model.threshold,
        "about": model.about,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{model.name}.json").write_text(text + "\n", "utf-8")


def load(folder: Path, name: str, space: Space | None = None) -> Linear:
    """Read a model that `save` wrote; raises BadInput where a file is missing, damaged or of another format.

    `space`: that of the model whose features it shares, where it is loaded already.
    """
    file = folder / f"{name}.json"
    try:
        about = json.loads(file.read_text("utf-8"))
        if about["format"] != FORMAT:
            raise BadInput(f"模型格式 {about['format']} 不是本版本能读的 {FORMAT}", file=str(file), field="format")
        with np.load(folder / f"{name}.npz", allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
        kept_by = about.get("features_of")
        if kept_by and space is None:
            space = load(folder, kept_by).space
        return _built(about, arrays, space if kept_by and space else _space(about, arrays))
    except BadInput:
        raise
    except FileNotFoundError as error:
        raise BadInput("没有这个模型文件", file=str(error.filename)) from error
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise BadInput(f"模型文件损坏：{error}", file=str(file)) from error


def _space(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Space:
    families = tuple(Family(**each) for each in about["families"])
    keys = tuple(arrays[f"keys{number}"] for number in range(len(families)))
    return Space(families, keys, arrays["idf"].astype(np.float32))


def _built(about: dict[str, Any], arrays: dict[str, NDArray[Any]], space: Space) -> Linear:
    if len(arrays["weights"]) != len(space):
        raise ValueError(f"{len(arrays['weights'])} weights for {len(space)} features")
    return Linear(
        name=about["name"],
        classes=tuple(about["classes"]),
        space=space,
        weights=np.ascontiguousarray(arrays["weights"].astype(np.float32) * arrays["scale"]),
        bias=arrays["bias"],
        sharpness=float(about["sharpness"]),
        shift=arrays["shift"],
        threshold=float(about["threshold"]),
        version=about["version"],
        about=about["about"],
        texts_seen=arrays.get("texts_seen", np.zeros(0, np.uint32)),
    )
