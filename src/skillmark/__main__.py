"""`python -m skillmark`."""

from skillmark.cli import main

main()
