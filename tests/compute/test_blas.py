"""Numpy's threads are kept to one, and given back."""

from __future__ import annotations

import numpy as np
import pytest

from skillmark.compute import blas


def test_one_thread_inside_and_as_many_as_before_outside():
    library = blas._library()
    if library is None:
        pytest.skip("this numpy has another library than OpenBLAS")
    read, write = library
    before = read()
    write(2)
    try:
        allowed = read()  # one, where the machine has one core
        with blas.one_thread():
            assert read() == 1
        assert read() == allowed
        with pytest.raises(ZeroDivisionError), blas.one_thread():
            raise ZeroDivisionError
        assert read() == allowed
    finally:
        write(before)


def test_another_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(blas, "_library", lambda: None)
    with blas.one_thread():
        assert (np.eye(2) @ np.eye(2) == np.eye(2)).all()
