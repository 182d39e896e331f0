"""The glossary: every word and sign that the pages use, from the code lists where they have it."""

from collections.abc import Iterator

from gongkai.charts import Drawings
from gongkai.pages.authorities import KINDS as AUTHORITIES
from gongkai.pages.catalogues import Catalogue
from gongkai.pages.catalogues.statuses import STATUSES
from gongkai.pages.checks.outcomes import OUTCOMES
from gongkai.pages.checks.outcomes import STATUSES as RULES
from gongkai.pages.concordance import RELATIONS
from gongkai.pages.drafts import Draft, Page
from gongkai.words import say

# What an outcome and a relation mean; the words for them stand where they are used.
OUTCOME_NOTES = {
    "contradiction": "几个印着的数不能同时成立。不说哪一个错。",
    "question": "不成立，但规则只是提示，或者两处说的范围可能不一样。",
    "derivable": "总数是空白，各项都有数，可以推出总数。推出的数不进数据。",
    "open": "有空白或没有读出的数，算不了。",
    "if_zero": "把空白当成零，等式才成立。空白不是零，所以另列。",
    "holds": "印着的数彼此相合。",
}
RELATION_NOTES = {
    "exact": "两版格式的两行是同一件事，可以连成数列。",
    "sum": "一边几行相加，等于另一边的一行或几行相加，可以连成数列。",
    "narrower": "先前的一行说得窄些，不连。",
    "broader": "先前的一行说得宽些，不连。",
    "none": "没有对应的行，不连。",
}
RULE_NOTES = {
    "official": "格式的填表说明或法规里写明的关系。",
    "expected": "由表的版式得出：总计列、合计行。",
    "weak": "只提示可能有误，例如数量级相差太大。",
}


def render_glossary(catalogue: Catalogue, drawings: Drawings) -> Iterator[Page]:
    """The one page /glossary.html."""
    draft = Draft(catalogue, drawings, "glossary.md")
    yield draft.finish(
        "glossary.html.j2",
        say("名词"),
        say("站上用的词和记号：九种单元格状态、各版格式、核对的结果、位置的写法。"),
        outcomes=OUTCOMES,
        outcome_notes=OUTCOME_NOTES,
        relations=RELATIONS,
        relation_notes=RELATION_NOTES,
        rules=RULES,
        rule_notes=RULE_NOTES,
        statuses=STATUSES,
        kinds=AUTHORITIES,
    )
