"""Sisters: a site that is one of several (shards) leads to the others, which lie beside it once all are published.

`extra.shards` of mkdocs.yml names them. Addresses that lead there leave the site, and only there; that they are right
can be seen when all sites lie below one address, and a test sees it.
"""

from pathlib import Path

from gongkai.addresses import read_extra


def find_sisters(settings: Path) -> tuple[str, ...]:
    """How the addresses of the other sites begin, from this site's top; none where it is alone."""
    shards = read_extra(settings).get("shards")
    if not shards:
        return ()
    folders = [f"{one['code']}/" for one in shards["every"] if one["code"] != shards["own"]]
    if not shards["own"]:
        return tuple(folders)
    return ("../index.html", "../en/index.html", *(f"../{one}" for one in folders))
