"""How exact scores, ratings and decisions are."""
