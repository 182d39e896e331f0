"""A lighter page is the same document: what a browser makes of it, text, attributes and scripts, is what it was."""

import re
from collections.abc import Iterator

import pytest
from lxml import html

from gongkai.escapes import escape_html
from gongkai.sites.economies import lighten
from tests.built import Built
from tests.made_up import HOSTILE

SPACES = re.compile(r"\s+")


def read(page: str) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Each element as a browser reads it: name, text, text behind it, attributes; runs of spaces are one, but in what
    is preformatted or run."""
    for element in html.document_fromstring(page).iter():
        kept = any(one.tag in {"pre", "script", "style"} for one in (element, *element.iterancestors()))
        text, tail = element.text or "", element.tail or ""
        own = text if kept else SPACES.sub(" ", text)
        yield str(element.tag), own, SPACES.sub(" ", tail), dict(element.attrib)


@pytest.mark.parametrize("text", [HOSTILE, "".join(map(chr, range(0x20, 0x7F))), "&#46; &amp;#46; &#38;#60;", "a\n b"])
def test_an_escaped_text_stays_the_text_and_nothing_more(text: str) -> None:
    page = f'<html><body><p title="{escape_html(text)}">{escape_html(text)}</p></body></html>'
    lighter = lighten(page)
    (found,) = html.document_fromstring(lighter).iter("p")
    assert (found.text, found.get("title")) == (text, text)
    assert len(list(html.document_fromstring(lighter).iter())) == 3
    assert len(lighter) < len(page)


def test_what_could_be_acted_upon_stays_a_reference() -> None:
    for sign in "<>&\"'`=#;{}\\$\n":
        reference = f"&#{ord(sign)};"
        assert lighten(f"<p>{reference}</p>") == f"<p>{reference}</p>", sign


def test_what_is_preformatted_or_run_is_left_alone() -> None:
    for tag in ("pre", "script", "style", "textarea", "SCRIPT"):
        kept = f"<{tag} a='1'>x&#46;\n\n   y</{tag}>"
        assert lighten(f"<p>1&#46;\n\n   2</p>{kept}<p>&#46;\n  </p>") == f"<p>1.\n2</p>{kept}<p>.\n</p>"


def test_the_pages_of_a_site_are_lighter_and_the_same(made_up: Built) -> None:
    """Those with hostile names: their bodies as `pages` wrote them, against what stands in the site."""
    seen = 0
    for path in sorted((made_up.paths.site / "reports").glob("9*.html")):
        body = (made_up.paths.docs("zh") / "reports" / f"{path.stem}.md").read_text(encoding="utf-8")
        body = body[body.index('<div class="gk">') :].strip()
        built = path.read_text(encoding="utf-8")
        own = built[built.index('<div class="gk">') : built.index("</article>", built.rindex("ld+json"))].strip()
        assert list(read(own)) == list(read(body)), path.name
        assert "&#46;" not in re.sub(r"<(pre|script)\b.*?</\1>", "", built, flags=re.DOTALL)
        assert len(own) < 0.95 * len(body)
        seen += 1
    assert seen >= 5
