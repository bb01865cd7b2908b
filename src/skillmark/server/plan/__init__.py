"""Plan, at the edge: offers, aims, and plans that people kept."""
