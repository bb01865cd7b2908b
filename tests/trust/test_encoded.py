"""base64url of what a template writes is the base64url of its text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skillmark.trust import multibase
from skillmark.trust.compiled.encoded import Encoded

segments = st.lists(
    st.one_of(st.binary(max_size=8), st.binary(min_size=90, max_size=300)), min_size=1, max_size=6
)


@given(segments, st.data())
def test_every_alignment(parts, data):
    inside = st.binary(max_size=7)
    insides = data.draw(st.lists(inside, min_size=len(parts) - 1, max_size=len(parts) - 1))
    text = b"".join(a + b for a, b in zip(parts, [*insides, b""], strict=True))
    assert Encoded(parts).fill(insides).decode() == multibase.base64url(text)
