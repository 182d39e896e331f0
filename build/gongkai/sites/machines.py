"""What a site has for machines besides its pages: the API, and the files by which they find the data. MkDocs need not
see any of it; it is written into the new site, and checked with it."""

import re
from pathlib import Path

from gongkai.addresses import site_address
from gongkai.api import write_api
from gongkai.downloads import offered_editions
from gongkai.errors import Place, SiteError
from gongkai.signposts import write_signposts
from gongkai.streams import open_folder

# Ids come from a package; none of them may lead out of the site or hide in it.
_ADDRESS = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*")


def is_for_machines(docs: Path) -> bool:
    """Whether the pages that the API leads to are among those of the site: `gongkai pages` writes them together."""
    return (docs / "api.md").is_file()


def write_for_machines(package: Path, site: Path) -> None:
    """Write all of it into a site that is being built."""
    folder = open_folder(package)
    address = site_address(folder.descriptor)
    downloads = [
        {"path": file.address, "bytes": file.bytes, "sha256": file.sha256}
        for offer in offered_editions(package)
        for file in offer.wholes
    ]
    for files in (
        write_api(folder, address, downloads),
        write_signposts(package, address, lambda page: (site / page).is_file()),
    ):
        for name, text in files:
            _write(site, name, text)


def _write(site: Path, name: str, text: str) -> None:
    path = site / name
    if not _ADDRESS.fullmatch(name):
        raise SiteError("no address that a site may have", Place(name))
    if path.exists():
        raise SiteError("this file is generated; there may be none of its name in docs/", Place(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
