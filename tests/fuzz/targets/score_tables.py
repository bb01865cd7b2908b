"""Tables of scores and of ratings: every cell is a score of the scale, is empty, or is refused."""

from __future__ import annotations

from skillmark.assess.responses import HIGHEST, MISSING, read_responses, read_scores
from skillmark.assess.scaling.raters.ratings import read_ratings
from skillmark.nouns.errors import SkillmarkError

from ..bench import refused


def check(data: bytes) -> None:
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    for read, most in ((read_responses, 1), (read_scores, HIGHEST)):
        try:
            found = read(words)
        except SkillmarkError as error:
            refused(error)
            continue
        assert found.values.shape[1] == len(found.items) == len(set(found.items))
        assert found.values.size
        assert found.values.min() >= MISSING
        assert found.values.max() <= most
    for whole in (words, "person,task,rater,score\n" + words):
        try:
            ratings = read_ratings(whole)
        except SkillmarkError as error:
            refused(error)
            continue
        keys = set(zip(ratings.person, ratings.task, ratings.rater, strict=True))
        assert len(keys) == len(ratings.score) > 0
        assert all(name.strip() for name in (*ratings.persons, *ratings.tasks, *ratings.raters))
        assert 0 <= ratings.score.min() <= ratings.score.max() <= HIGHEST
        again = read_ratings(_written(ratings))
        assert (again.persons, again.tasks, again.raters) == (
            ratings.persons,
            ratings.tasks,
            ratings.raters,
        )


def _written(ratings) -> str:
    import csv
    import io

    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(["person", "task", "rater", "score"])
    for k in range(len(ratings.score)):
        writer.writerow(
            [
                ratings.persons[ratings.person[k]],
                ratings.tasks[ratings.task[k]],
                ratings.raters[ratings.rater[k]],
                int(ratings.score[k]),
            ]
        )
    return lines.getvalue()
