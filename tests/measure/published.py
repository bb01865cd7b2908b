"""Small published tables that the estimators over time are held against."""

from __future__ import annotations

import numpy as np

# Freireich et al. (1963), Blood 21, 699-716: weeks in remission under 6-mercaptopurine and placebo.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIMES = np.array([*RELAPSED, *CENSORED], dtype=float)
EVENT = np.array([True] * len(RELAPSED) + [False] * len(CENSORED))
WEEKS = np.append(TIMES, np.array(PLACEBO, dtype=float))
REMISSION = np.append(EVENT, np.ones(len(PLACEBO), dtype=bool))
ARM = np.repeat([0, 1], 21)

# Edmunson et al. (1979), Cancer Treatment Reports 63, as tabled in Collett's textbook: days, death,
# age, treatment, performance status of 26 women with ovarian cancer.
OVARIAN = np.array(
    [
        [59, 1, 72.3315, 1, 1], [115, 1, 74.4932, 1, 1], [156, 1, 66.4658, 1, 2],
        [421, 0, 53.3644, 2, 1], [431, 1, 50.3397, 1, 1], [448, 0, 56.4301, 1, 2],
        [464, 1, 56.9370, 2, 2], [475, 1, 59.8548, 2, 2], [477, 0, 64.1753, 1, 1],
        [563, 1, 55.1781, 2, 2], [638, 1, 56.7562, 1, 2], [744, 0, 50.1096, 2, 1],
        [769, 0, 59.6301, 2, 2], [770, 0, 57.0521, 2, 1], [803, 0, 39.2712, 1, 1],
        [855, 0, 43.1233, 1, 2], [1040, 0, 38.8932, 1, 2], [1106, 0, 44.6000, 1, 1],
        [1129, 0, 53.9068, 2, 1], [1206, 0, 44.2055, 2, 1], [1227, 0, 59.5890, 2, 2],
        [268, 1, 74.5041, 1, 2], [329, 1, 43.1370, 1, 1], [353, 1, 63.2192, 2, 2],
        [365, 1, 64.4247, 2, 1], [377, 0, 58.3096, 2, 1],
    ]
)  # fmt: skip
