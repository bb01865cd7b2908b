"""One look for everything Skillmark draws: colours, typefaces, sizes.

The colours are told apart by people with any colour vision (checked by lightness, never by hue
alone), and every pair used for text has a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

from typing import Final

INK: Final = "#1C2326"
"""Text."""
QUIET: Final = "#566066"
"""Secondary text; 6.4 to 1 on white."""
FAINT: Final = "#DCD9CF"
"""Grid lines and borders."""
PAPER: Final = "#FFFFFF"
WASH: Final = "#F7F6F2"
"""Bands behind a row."""
ACCENT: Final = "#0D5B74"
"""The one accent; 7.4 to 1 on white."""
ACCENT_SOFT: Final = "#BBD6DF"
GOLD: Final = "#E8C36A"
"""The hallmark's metal; only on dark ground."""

SERIES: Final = (ACCENT, "#B5651D", "#6B7280", "#8B5FA8", "#4E8F5B")
"""Several lines in one chart: apart in lightness too, and each also has a dash of its own."""

SANS: Final = "Liberation Sans, Arial, Helvetica, DejaVu Sans Condensed, sans-serif"
"""Liberation Sans is built into vl-convert, so charts measure and draw alike on every machine;
Arial has the same widths, and the condensed DejaVu of bare Linux machines nearly so."""
SERIF: Final = "Libertinus Serif"
"""Built into Typst."""
