"""Whether an item is harder for one group among equally able people."""
