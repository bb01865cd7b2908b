"""Floor 3, assess: items, forms and scoring; calibration, reliability, fairness, cut scores.

Everything here is a pure function over nouns and arrays; randomness and time are passed in.
"""
