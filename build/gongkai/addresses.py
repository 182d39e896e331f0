"""Where the site is served: the address that SITE_URL gives, else the package's homepage, else none.

Without one nothing absolute is written, and what leads somewhere leads there from where it stands.
"""

import os
import re
from collections.abc import Mapping
from typing import Any

from gongkai.errors import SiteError

# A web address without anything that a URL, an attribute or a shell would act upon.
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~-]+)*/?")


def site_address(descriptor: Mapping[str, Any]) -> str:
    """The address of the site's top with a slash behind it, or nothing; SiteError where SITE_URL is no plain one."""
    given = os.environ.get("SITE_URL", "")
    if given and not _PLAIN.fullmatch(given):
        raise SiteError(f"SITE_URL is no plain web address: {given!r}")
    home = str(descriptor.get("homepage") or "")
    found = given or (home if _PLAIN.fullmatch(home) else "")
    return f"{found.rstrip('/')}/" if found else ""
