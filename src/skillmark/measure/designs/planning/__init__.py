"""How many people a design needs, before there are data or from the comparison group alone.

An effect is "established" where the interval leaves out zero and nothing speaks against it. A
sound study is stopped by an objection now and then: a placebo at 5 % fails once in twenty, and in
small samples some people have no counterpart by bad luck. So the interval has to find more than
four in five, and how many more is tried out: `formula` says where to begin, `trying` runs the
estimator on samples without outcomes, `sizing` finds the number, `planned` and `teams` read what
they need of a ledger. No outcome of anybody with a credential is looked at anywhere, so a plan
gives nothing away.
"""
