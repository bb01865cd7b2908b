"""What leaders ask of their people: who can, who nearly can, what hangs on one, who could move."""
