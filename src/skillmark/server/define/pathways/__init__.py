"""Pathways and programmes: drawn, checked, published, and kept in versions."""
