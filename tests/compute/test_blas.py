"""The threads of matrix products are kept to one, and given back."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg  # noqa: F401  (so that its own BLAS is loaded, too)
from threadpoolctl import ThreadpoolController, threadpool_limits

from skillmark.compute import blas


def threads() -> set[int]:
    assert (np.eye(2) @ np.eye(2) == np.eye(2)).all()  # loaded, if it was not
    found = ThreadpoolController().select(user_api="blas").info()
    return {library["num_threads"] for library in found}


def test_one_thread_inside_and_as_many_as_before_outside():
    with threadpool_limits(limits=2, user_api="blas"):
        before = threads()  # one, where the machine has one core
        with blas.one_thread():
            assert threads() == {1}
        assert threads() == before
        with pytest.raises(ZeroDivisionError), blas.one_thread():
            raise ZeroDivisionError
        assert threads() == before
