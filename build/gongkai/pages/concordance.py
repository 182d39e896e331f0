"""The concordance page: which lines of two forms are the same, which only look so, and which have no counterpart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.charts import Drawings
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.records import Correspondence, Form
from gongkai.pages.drafts import Draft, Page
from gongkai.series import JOINING
from gongkai.words import say

RELATIONS = {
    "exact": "同一行",
    "sum": "相加相等",
    "narrower": "先前的较窄",
    "broader": "先前的较宽",
    "none": "不对应",
}


@dataclass(frozen=True)
class Pair:
    """Two forms and what is declared between them: `joined` makes series, `shared` are lines that both have under one
    name, `near` must not be joined, `gone` and `new` stand alone."""

    older: Form
    newer: Form
    joined: Sequence[Correspondence]
    shared: Sequence[Correspondence]
    near: Sequence[Correspondence]
    gone: Sequence[Correspondence]
    new: Sequence[Correspondence]


def render_concordance(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """/concordance.html: every line of every form, against each of the other forms."""
    draft = Draft(catalogue, drawings, "concordance.md")
    yield draft.finish(
        "concordance.html.j2",
        say("对照"),
        say("几版格式的统计表，哪些行可以连成一个数列，哪些不能。"),
        pairs=pair_forms(catalogue),
        relations=RELATIONS,
    )


def pair_forms(catalogue: Catalogue) -> list[Pair]:
    """Every pair of forms that has a correspondence, in the order of forms."""
    order = {name: form.order for name, form in catalogue.forms.items()}
    pairs = {(one.from_form, one.to_form) for one in catalogue.concordance}
    return [_pair(catalogue, *pair) for pair in sorted(pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))]


def _pair(catalogue: Catalogue, older: str, newer: str) -> Pair:
    rows = [one for one in catalogue.concordance if (one.from_form, one.to_form) == (older, newer)]
    rows.sort(key=lambda one: catalogue.indicators[(one.older or one.newer)[0]].order)
    joined = [one for one in rows if one.relation in JOINING]
    apart = [one for one in rows if one.relation not in JOINING]
    return Pair(
        older=catalogue.forms[older],
        newer=catalogue.forms[newer],
        joined=[one for one in joined if one.older != one.newer],
        shared=[one for one in joined if one.older == one.newer],
        near=[one for one in apart if one.older and one.newer],
        gone=[one for one in apart if not one.newer],
        new=[one for one in apart if not one.older],
    )
