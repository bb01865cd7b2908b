"""Standard settings: panels that say where passing begins, and the act of deciding it.

`opening` invites a panel, `judging` keeps what panellists say, `standing` works out what a
setting recommends, `deciding` records the act; `pages` are the facilitator's, `panel_pages` the
panellists'. What was judged and what was decided is never changed: rows are only added.
"""
