"""Floor 3, assess: what is asked, what is scored, and how far the result can be believed.

Everything here is a pure function over nouns and arrays; randomness and time are passed in.

The modules beside this one are what a test is made of and how it is scored; `interactions` are
the ways to answer, `exchange` the formats of others (QTI, Moodle, GIFT, tables), in and out. The
other rooms are the statistics, each using only those before it: `scaling` (item response models,
ability, linking, raters' severity), `precision` (reliability, errors of measurement, agreement,
decisions),
`fairness` (differential item functioning), `standards` (cut scores), `integrity` (flags for
people to look at), `adaptive` (mastery and adaptive testing) and `quality` (what a test can say
for itself, on one page and in a credential).
"""
