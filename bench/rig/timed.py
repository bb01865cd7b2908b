"""`skillmark` with one thing added: its HTTP server says how long it took over each answer.

From the whole request to the whole answer, waiting for a free thread included, in milliseconds.
"""

from __future__ import annotations

from typing import Any

FORMAT = "TOOK %(method)s %(path)s %(status)d %(dt_ms).3f"


def main() -> None:
    """Run the command line."""
    import granian

    class Telling(granian.Granian):  # type: ignore[misc]
        """The HTTP server, with its log of answers."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            told = {"log_access": True, "log_access_format": FORMAT, "log_level": "info"}
            super().__init__(*arguments, **named | told)

    granian.Granian = Telling
    from skillmark.cli import main as run

    run()


if __name__ == "__main__":
    main()
