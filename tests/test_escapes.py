import html.parser
import json
import re

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.escapes import environment, escape_html, escape_json
from tests.made_up import HOSTILE

# What HTML can carry: no control characters but tab and line ends, no halves of surrogates.
CARRIED = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r\xa0"), max_size=60)
LIVELY = st.text(st.sampled_from("<>&\"'`/=-#[](){}*_\\!:;%$@~^|. \n\tab1公×"), max_size=60)


class Collected(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.title = "", [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.title = dict(attrs).get("title") or ""

    def handle_data(self, data: str) -> None:
        self.text += data


def parse(text: str) -> Collected:
    found = Collected()
    found.feed(text)
    found.close()
    return found


@given(CARRIED | LIVELY)
def test_a_label_comes_back_unchanged_from_text_and_attribute(label: str) -> None:
    found = parse(f'<p title="{escape_html(label)}">{escape_html(label)}</p>')
    assert (found.text, found.title, found.tags) == (label, label, ["p"])


@given(CARRIED | LIVELY)
def test_nothing_active_is_left(label: str) -> None:
    left = re.sub(r"&#[0-9]+;", "", escape_html(label))
    assert [one for one in left if one.isascii() and not one.isalnum()] == []


@given(LIVELY)
def test_markdown_leaves_an_escaped_label_alone(label: str) -> None:
    body = markdown.markdown(
        f'<div class="gk">\n<p>{escape_html(label)}</p>\n</div>\n', extensions=["attr_list", "tables"]
    )
    assert parse(body).text.strip("\n") == label.strip("\n") or parse(body).text == f"\n{label}\n"
    assert parse(body).tags == ["div", "p"]


@given(st.text(max_size=40))
def test_every_text_can_be_written(label: str) -> None:
    parse(escape_html(label)).text.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "shown"), [("\x00", "␀"), ("\x1b", "␛"), ("\x7f", "␡"), ("\x85", "\ufffd"), ("\ud800", "\ufffd")]
)
def test_what_html_cannot_carry_is_shown(raw: str, shown: str) -> None:
    assert escape_html(raw) == shown


def test_templates_escape_by_themselves() -> None:
    template = environment().from_string('<p title="{{ x }}">{{ x }}</p>')
    assert parse(template.render(x=HOSTILE)).text == HOSTILE
    assert "<script" not in template.render(x=HOSTILE)


def test_a_template_refuses_none_and_unknown_names() -> None:
    with pytest.raises(ValueError, match="None"):
        environment().from_string("{{ x }}").render(x=None)
    with pytest.raises(Exception, match="undefined"):
        environment().from_string("{{ y }}").render()


def test_no_template_switches_the_escape_off() -> None:
    env = environment()
    names = env.list_templates()
    assert len(names) > 10
    sources = {name: env.loader.get_source(env, name)[0] for name in names} if env.loader else {}
    assert [name for name, text in sources.items() if re.search(r"\|\s*safe\b|autoescape", text)] == []


@given(st.recursive(st.text(max_size=10) | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_json_in_a_script_means_the_same_and_ends_nothing(value: object) -> None:
    text = escape_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)
