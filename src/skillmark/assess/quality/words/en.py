"""The quality report in English."""

from __future__ import annotations

from typing import Final

from skillmark.assess.quality.words.kinds import FigureWords, GridWords, PictureWords, Words

OWN: Final = "our own bar"
EFPA: Final = "EFPA Board of Assessment (2013), review model 4.2.6"

WORDS: Final = Words(
    label={
        "title": "Quality of the test",
        "no_field_data": "No field data",
        "simulated": "No field data: every figure here comes from {people} simulated people of a "
        "documented model. They show that the method works, not that the test does.",
        "none": "No field data: nobody has sat this test yet.",
        "made_on": "As of {day}",
        "version": "version {version}",
        "headline": "Of 100 people who pass, about {value} are truly above the cut "
        "({low} to {high}).",
        "headline_none": "How many of those who pass are truly above the cut is not known: {why}",
        "figure": "Figure",
        "value": "Value",
        "interval": "95% interval",
        "state": "State",
        "meaning": "What it means",
        "bar": "A good value",
        "to": "{low} to {high}",
        "not_known": "not known",
        "yes": "yes",
        "no": "no",
        "signatures": "Who stands for it",
        "prepared": "Prepared by",
        "reviewed": "Reviewed by",
        "unsigned": "Nobody has reviewed this report yet.",
        "table": "The same numbers as a table",
        "summary": "In short",
        "counts": "{fine} figures are fine, {look} need a look, {bad} are poor, {unknown} are not "
        "known.",
        "items_look": "Items to look at",
        "items_all": "All items, those to look at first",
        "reproduce": "Data digest {digest}, seed {seed}, statistics version {statistics}. The same "
        "data and seed give the same report.",
        "page": "Page",
        "source": "Source",
        "points": "points",
        "deviations": "SD",
        "of": "of",
        "and_more": "and {count} more",
    },
    state={
        "fine": "fine",
        "look": "take a look",
        "poor": "poor",
        "not known": "not known",
        "fact": "",
    },
    part={
        "who": ("Whom and what", "Who sat which version, and does it ask what it should?"),
        "reliability": ("Reliability", "Would the same people get much the same scores again?"),
        "decisions": ("Decisions", "How often is a pass or a fail right?"),
        "cut": ("The cut", "Where does passing begin, and who decided that?"),
        "items": ("Items", "Which questions do their work, and which need a look?"),
        "scale": ("Scale", "Where does the test measure well?"),
        "fairness": ("Fairness", "Are items harder for one group among equally able people?"),
        "raters": ("Raters", "Do people who score answers agree?"),
        "limits": ("What is not known", "What must not be read out of these figures?"),
    },
    figure={
        "persons": FigureWords(
            "People",
            "The first sitting of each person counts. All figures below rest on these people.",
            "{advised} or more; with fewer than {need} no figure is printed",
            OWN,
        ),
        "field_data": FigureWords("Whose responses", "Real and simulated are never mixed."),
        "days": FigureWords("Sat from to", "First and last day of these sittings."),
        "version": FigureWords("Version of the test", "Any change of an item is a new version."),
        "length": FigureWords(
            "Items in a form", "Drawn from {pool} items. Everybody got the same items: {same}."
        ),
        "blueprint": FigureWords(
            "Forms that keep to the blueprint",
            "Share of forms with exactly the planned number of items for every skill.",
            "all of them",
            "the test's own plan",
        ),
        "alpha": FigureWords(
            "Cronbach's alpha",
            "How much of the differences between scores would come back with other items of the "
            "same kind: about {of100} %. The rest is chance.",
            "{good} or more, also at the low end; below {poor} too little to decide about people",
            EFPA,
        ),
        "omega": FigureWords(
            "McDonald's omega",
            "The same, without assuming that all items measure equally well.",
            "{good} or more, also at the low end; below {poor} too little to decide about people",
            EFPA,
        ),
        "sem": FigureWords(
            "Standard error of measurement",
            "In two of three sittings the score is within {value} points of the person's true "
            "score, in nineteen of twenty within {twice}.",
            "up to {good} points on this scale; above {poor} is large",
            OWN,
        ),
        "sem_at_cut": FigureWords(
            "Standard error at the cut",
            "The same for people right at the cut, where a pass and a fail lie closest: scores "
            "there are off by {value} points in two of three sittings, or less.",
            "up to {good} points on this scale; above {poor} is large",
            OWN,
        ),
        "truly_above": FigureWords(
            "Truly above, if passed",
            "Of 100 people who pass, about {of100} have a true score at or above the cut; the "
            "others were lucky.",
            "{good} or more, also at the low end; below {poor} is poor",
            OWN,
        ),
        "truly_below": FigureWords(
            "Truly below, if failed",
            "Of 100 people who fail, about {of100} have a true score below the cut; the others "
            "were unlucky.",
            "{good} or more, also at the low end; below {poor} is poor",
            OWN,
        ),
        "accuracy": FigureWords(
            "Decision accuracy",
            "Share of all decisions, pass or fail, that are right.",
            "{good} or more, also at the low end; below {poor} is poor",
            OWN,
        ),
        "consistency": FigureWords(
            "Decision consistency",
            "Share of people who would get the same decision with a second form.",
            "{good} or more where much depends on it; below {poor} is poor",
            "Subkoviak (1988), J. Educ. Measurement 25, 47-55",
        ),
        "kappa": FigureWords(
            "Kappa",
            "The same beyond what chance alone would repeat: 0 is chance, 1 is certain.",
            "{good} or more is substantial; below {poor} is poor",
            "Landis and Koch (1977), Biometrics 33, 159-174",
        ),
        "false_pass": FigureWords(
            "Passed, but truly below",
            "Of 100 people who sit the test, about {of100} pass by luck.",
            "{good} or less, also at the high end; above {poor} is poor",
            OWN,
        ),
        "false_fail": FigureWords(
            "Failed, but truly above",
            "Of 100 people who sit the test, about {of100} fail by bad luck.",
            "{good} or less, also at the high end; above {poor} is poor",
            OWN,
        ),
        "cut": FigureWords("Cut score", "Points that are needed to pass, of {maximum}."),
        "method": FigureWords("Method", "How the cut score came about."),
        "reason": FigureWords("Reason", "Why there, in the words of those who decided."),
        "decided_by": FigureWords("Decided by", "Who answers for it."),
        "decided_on": FigureWords("Decided on", "The newest decision is in force."),
        "judges": FigureWords(
            "Judges on the panel",
            "People who know the work and judged the items or the candidates.",
            "{good} or more; fewer than {poor} are too few",
            "Raymond and Reid (2001), in Cizek, Setting Performance Standards",
        ),
        "cut_error": FigureWords(
            "Standard error of the cut",
            "How far another panel of the same size would land, in two of three cases.",
            "at most half the standard error of measurement: {good}",
            "Cohen, Kane and Crooks (1999), Applied Meas. in Education 12, 343-366",
        ),
        "passing": FigureWords("Share who pass", "{passed} of {people} people reach the cut."),
        "flagged": FigureWords(
            "Items that need a look",
            "Of {items} items. {negative} of them have a negative discrimination, which often "
            "means a wrong key; {rare} were answered by too few people to tell.",
            "none, with every item answered by {need} people or more",
            "Ebel and Frisbie (1991), Essentials of Educational Measurement",
        ),
        "discrimination": FigureWords(
            "Discrimination, median",
            "How well an item separates those who do well on the rest from those who do not; here "
            "from {least} to {most}.",
            "{good} or more, also at the low end; below {poor} an item says little",
            "Ebel and Frisbie (1991), Essentials of Educational Measurement",
        ),
        "misfit": FigureWords(
            "Items that the model does not describe",
            "Items whose responses depart from the model more than chance allows (S-X²; p values "
            "of all items adjusted together).",
            "none",
            "Orlando and Thissen (2000), Applied Psych. Measurement 24, 50-64",
        ),
        "model": FigureWords(
            "Model",
            "Two parameters an item, from {people} people and {items} items.",
            "{advised} people or more, and the search must converge",
            OWN,
        ),
        "rmsea": FigureWords(
            "Misfit of the model (RMSEA of M2)",
            "How far the model is from the pairs of responses, whatever the number of people.",
            "{good} or less is close, up to {poor} adequate",
            "Maydeu-Olivares and Joe (2014), Multivariate Behav. Research 49, 305-328",
        ),
        "reliability_at_cut": FigureWords(
            "Reliability at the cut",
            "What alpha is for all, for people right at the cut: there the test must be sharp.",
            "{good} or more, also at the low end; below {poor} is poor",
            EFPA,
        ),
        "error_at_cut": FigureWords(
            "Standard error of ability at the cut",
            "In standard deviations of those who sat the test; the cut lies at {at}.",
        ),
        "range": FigureWords(
            "Where it measures well",
            "Abilities whose standard error is at most {least} standard deviations.",
            "the cut lies inside",
            OWN,
        ),
        "dif": FigureWords(
            "Items with large differences",
            "{grouping}: {focal} ({focal_people}) beside {reference} ({reference_people}). Items "
            "that are clearly harder for one of them among people with the same score (class C); "
            "{slight} more are of class B. A difference is a reason to read the item, no proof.",
            "none of class B or C, with {advised} people or more in the smaller group",
            "Zwick (2012), ETS RR-12-08; classes A, B, C of the Educational Testing Service",
        ),
        "dif_uneven": FigureWords(
            "Items that differ at some scores only",
            "{grouping}: {focal} beside {reference}. Items whose difference between the groups "
            "turns or grows with the score, which the figure above misses.",
            "none, with {advised} people or more in the smaller group",
            "Swaminathan and Rogers (1990); sizes of Jodoin and Gierl (2001)",
        ),
        "raters": FigureWords(
            "Raters", "People who scored answers; 0 where every answer is scored by its key."
        ),
        "agreement": FigureWords(
            "Agreement of raters",
            "Krippendorff's alpha on answers that two or more people rated without seeing each "
            "other's scores: 1 is full agreement, 0 is chance.",
            "{good} or more to rely on; below {poor} not even tentatively",
            "Krippendorff (2004), Human Communication Research 30, 411-433",
        ),
        "adjudicated": FigureWords(
            "Decided by a third person",
            "{decided} of {of} answers that several rated independently: the raters differed by "
            "more than was agreed, or the result hung on who rated.",
            source="Johnson, Penny and Gordon (2000), Applied Measurement in Education 13, 121-138",
        ),
    },
    said={
        "field_data:real": "people who sat the test",
        "field_data:simulated": "no field data: a simulation",
        "field_data:none": "no field data: nobody",
        "grouping:language": "Language of the test",
        "range:nowhere": "nowhere",
        "range:between": "{from} to {to} SD",
    },
    why={
        "too_few": "too few: {have} of {need} people",
        "refused": "it could not be computed: {cause}",
        "not_computed": "it could not be computed",
        "chance": "alpha is {alpha}: scores cannot be told from chance",
        "nobody": "nobody has sat it",
        "few_side": "too few on this side of the cut: {have} of {need} people",
        "no_days": "the data have no dates",
        "no_blueprint": "the data name no blueprint",
        "no_cut": "nobody has set a cut score",
        "not_said": "not said",
        "no_panel": "no panel is on record",
        "played_panel": "no field data: a program played the panel",
        "no_error": "the panel's record has no standard error",
        "rare_items": "too few people answered any one item: {need} are needed",
        "cut_off_scale": "no ability leads to this cut score",
        "no_groups": "not examined: no group data",
        "one_group": "not examined: {grouping} has one group only",
        "small_group": "{grouping}, {focal}: too few, {have} of {need} people",
        "not_comparable": "{grouping}, {focal}: no two people with the same score to compare",
        "one_rater": "one rater: nobody has checked",
        "few_ratings": "too few: {have} of {need} answers rated twice",
        "no_double_ratings": "no answers were rated twice",
        "gaps": "forms differ: it is computed for one form only",
        "": "",
    },
    note={
        "public": "Items are not shown in this public version.",
        "simulated": "No field data: a model answered in place of {people} people. How real people "
        "do on this test is not known.",
        "none": "No field data: nobody has answered. Nothing is known about this test but how it "
        "was made.",
        "few": "{have} people are too few for figures; {need} are needed.",
        "no_cut": "Nobody has set a cut score, so nothing can be said about passing.",
        "no_panel": "The cut score has no panel on record: how far another panel would land is "
        "not known.",
        "played_panel": "No field data: a program played the panel that set the cut score. No "
        "judge stands behind it.",
        "no_groups": "Whether items are unfair to some groups has not been examined: there are no "
        "group data.",
        "one_rater": "One person scored the answers: how much depends on that person is not known.",
        "forms": "People got different forms of about {length} of {pool} items. Figures describe "
        "an average form; how much forms differ in difficulty is not shown.",
        "no_model": "The items could not be calibrated: {cause}",
        "no_model_public": "The items could not be calibrated.",
        "decisions": "Figures on decisions follow Livingston and Lewis (1995), who assume that "
        "true scores follow a beta distribution. Their intervals cover chance in who sat the "
        "test, not a wrong assumption.",
        "people": "The figures describe those who sat the test. With a group that is more alike "
        "or different, reliability and decisions change.",
        "validity": "Whether passing goes with better work afterwards is not a matter of these "
        "figures: that needs evidence from the job.",
    },
    grid={
        "blueprint": GridWords(
            "Blueprint",
            {
                "skill": "Skill",
                "wanted": "Planned in a form",
                "asked": "Asked, on average",
                "pool": "In the pool",
            },
        ),
        "impact": GridWords(
            "If the cut were moved",
            {"at": "Cut", "passing": "Would pass", "low": "Low", "high": "High"},
            "Moved by, in points: {step}, {by}.",
        ),
        "scores": GridWords("Scores", {"score": "Score", "people": "People"}),
        "errors": GridWords(
            "Standard error by score", {"score": "Score", "error": "Standard error, points"}
        ),
        "items": GridWords(
            "Items",
            {
                "item": "Item",
                "difficulty": "Difficulty",
                "discrimination": "Discrimination",
                "error": "±",
                "people": "People",
                "look": "Look at it because",
            },
            "Difficulty: share of the points, 0 hard to 1 easy. Discrimination: correlation with "
            "the rest of the test; ± is one standard error.",
        ),
        "parameters": GridWords(
            "Parameters of the model",
            {"item": "Item", "a": "a", "a_error": "±", "b": "b", "b_error": "±"},
            "a: slope, b: location in standard deviations; ± is one standard error.",
        ),
        "information": GridWords(
            "Information",
            {"ability": "Ability, SD", "information": "Information"},
        ),
        "dif": GridWords(
            "Items that differ between groups",
            {
                "item": "Item",
                "group": "Group",
                "class": "Class",
                "delta": "Delta",
                "error": "±",
            },
            "A negative delta: harder for this group.",
        ),
    },
    look={
        "rare": "too few answered it",
        "constant": "everybody answered alike",
        "negative": "negative discrimination: check the key",
        "weak": "says little",
        "easy": "nearly everybody gets it",
        "hard": "nearly nobody gets it",
        "misfit": "the model does not describe it",
        "by:error": "which is the panel's standard error",
        "by:point": "as no panel is on record",
    },
    picture={
        "scores": PictureWords("Scores and the cut", "Score", "People", "cut {cut}"),
        "errors": PictureWords(
            "How exact a score is", "Score", "Standard error, points", "cut {cut}"
        ),
        "information": PictureWords(
            "Where the test measures well", "Ability, in standard deviations", "Information", "cut"
        ),
        "items": PictureWords(
            "Items: difficulty and discrimination",
            "Difficulty (0 hard to 1 easy)",
            "Discrimination",
            "{good} and up is good",
        ),
    },
)
