"""Which question next, and when to stop: mastery and adaptive testing.

`bank` holds calibrated items, `rules` what a test is to do, `prepare` joins the two. `session`
is what a player calls: `begin`, `next_item`, `answer`, `course`. `simulation` tries a test on
people who do not exist, before anybody sits it.
"""
