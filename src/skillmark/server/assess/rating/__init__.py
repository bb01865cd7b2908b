"""People score what no key can: a queue, a rubric, and what several raters say together."""
