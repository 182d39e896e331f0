"""Signposts: files by which machines find the data and learn what they are. DCAT catalogue, Croissant, Atom feed,
robots.txt and llms.txt; and what pages say of their data, in `datasets`.

Absolute addresses where the site knows its own; without one, addresses lead from the file itself.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from gongkai.downloads import offered_editions
from gongkai.signposts.catalogs import NAME as CATALOG
from gongkai.signposts.catalogs import make_catalog
from gongkai.signposts.croissants import make_croissant
from gongkai.signposts.feeds import NAME as FEED
from gongkai.signposts.feeds import write_feed
from gongkai.signposts.robots import write_llms, write_robots
from gongkai.streams import open_folder


def write_signposts(package: Path, site: str, has: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Each file, its address from the site's top and its text; `has` says whether the site has a page."""
    folder, offers = open_folder(package), offered_editions(package)
    descriptor = folder.descriptor
    yield CATALOG, _write(make_catalog(folder, site, offers))
    author = ", ".join(str(one["title"]) for one in descriptor.get("contributors", ()) if one.get("title"))
    title = str(descriptor.get("title", descriptor["name"]))
    cited = f"{author or descriptor['name']}. {title}. {folder.version}. {folder.released}."
    yield "croissant.json", _write(make_croissant(folder, site, cited))
    yield FEED, write_feed(folder, site)
    yield "robots.txt", write_robots(site)
    yield "llms.txt", write_llms(descriptor, site, offers, has)


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
