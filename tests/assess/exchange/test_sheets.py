"""Tables of questions."""

from __future__ import annotations

import pytest

from skillmark.assess import exchange
from skillmark.assess.exchange import Defaults
from skillmark.nouns.errors import InputError

TABLE = """id;type;prompt;a;b;c;key;points;tolerance;unit;skill;tags;nonsense
c;choice;Capital of Italy?;Rome;Oslo;;a;2;;;;;x
m;multiple;Even?;2;3;4;a;c
m2;multiple;Even?;2;3;4;a; ;;;;;
n;number;Pi?;;;;3,14;;0,01;;;;
w;words;Author?;;;;"Goethe
Schiller = 0.5";;;;;;
o;order;Order!;one;two;three;;;;;;;
t;match;Match!;Rome;Oslo;;"Italy = a
Norway = b";;;;urn:own;;
e;essay;Tell!;;;;Reasons are given.;;;;;geo;
"""


def read(text: str):
    defaults = Defaults(skill="urn:s", level=2, skills={"geo": "urn:geo"})
    return exchange.read(text.encode(), name="t.csv", defaults=defaults)


def test_every_kind_is_read_and_a_bad_row_named_by_its_line():
    found = read(TABLE)
    items = found.test.by_id
    assert items["c"].interaction.right() == "a"
    assert items["c"].points == 2
    assert items["m2"].interaction.right() == ["a"]
    assert items["n"].interaction.share("3.145") == 1
    assert items["w"].interaction.share({"answer": "schiller"}) == 0.5
    texts = {one.id: str(one.text) for one in items["o"].interaction.options}
    assert [texts[one] for one in items["o"].interaction.key] == ["one", "two", "three"]
    assert items["t"].interaction.right() == {"r1": "a", "r2": "b"}
    assert (items["t"].skill, items["e"].skill) == ("urn:own", "urn:geo")
    assert items["e"].needs_rater
    told = {str(one) for one in found.remarks}
    assert "the table: left out: the column 'nonsense'" in told
    assert "line 3, row 2 (m): points: 'c' is no number" in {x.replace("points: ", "points: ")
                                                               for x in told}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("prompt,a,b,key\n?,x,y,z\n", "key names z"),
        ("prompt,a,b,key\n?,x,y,\n", "exactly one right option"),
        ("prompt,a,a,key\n?,x,y,a\n", "two columns are called 'a'"),
        ("type,prompt,key\nriddle,?,a\n", "there is no type 'riddle'"),
        ('prompt,a,b,key\n"?,x\n', "no CSV"),
        ("prompt,a,b,key\n,x,y,a\n", "asks nothing"),
    ],
)
def test_bad_tables(text, why):
    with pytest.raises(InputError) as caught:
        read(text)
    assert why in str(caught.value)
