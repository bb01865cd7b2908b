"""Fuzzers for every parser: `make fuzz`, or `python -m tests.fuzz --help`.

Each module in `targets/` is one target: `check(data)` gives hostile bytes to one parser and raises
where a promise is broken. Its inputs are kept in `corpus/NAME/` and replayed by the test suite.
"""
