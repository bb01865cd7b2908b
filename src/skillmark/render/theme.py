"""One look for everything Skillmark draws: colours, typefaces, sizes.

The colours are told apart by people with any colour vision (checked by lightness, never by hue
alone), and every pair used for text has a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

from typing import Final

INK: Final = "#1B2430"
"""Text."""
QUIET: Final = "#59636F"
"""Secondary text; 6.1 to 1 on white."""
FAINT: Final = "#C9CFD6"
"""Grid lines and borders."""
PAPER: Final = "#FFFFFF"
WASH: Final = "#F3F6F7"
"""Bands behind a row."""
ACCENT: Final = "#0B6170"
"""The one accent; 6.9 to 1 on white."""
ACCENT_SOFT: Final = "#B9D6DA"
GOLD: Final = "#E8C36A"
"""The hallmark's metal; only on dark ground."""

SANS: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Liberation Sans is built into vl-convert, so charts measure and draw alike on every machine;
Arial has the same widths."""
SERIF: Final = "Libertinus Serif"
"""Built into Typst."""
