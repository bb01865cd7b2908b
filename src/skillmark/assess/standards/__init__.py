"""Where passing begins: panels, known groups, and the act of deciding."""
