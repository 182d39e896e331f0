"""Pictures of one page of each kind for reviewers: in light, in dark, and on a phone.

`python3 scripts/pictures.py OUT` runs it on what stands in `site/`. Of several pages of one kind it takes the longest,
where most can go wrong.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browsing import FLAGS, arrive, find_browser, serve
from tests.conftest import REPOSITORY

SCREENS = {"light": ("light", 1280, 900), "dark": ("dark", 1280, 900), "phone": ("light", 390, 800)}
TALLEST = 6_000  # pixels; a list of a thousand lines says nothing more below


def pages_of_each_kind(site: Path) -> dict[str, str]:
    """A name for a picture and the page's address: every page at the top and the longest one of each folder."""
    found = {}
    for top in (folder for folder in (site, site / "en") if folder.is_dir()):
        tongue = "" if top == site else "en-"
        for page in sorted(top.glob("*.html")):
            found[f"{tongue}{page.stem}"] = page.relative_to(site).as_posix()
        for folder in sorted({page.parent for page in top.glob("*/*.html")} - {site / "en"}):
            index, *others = sorted(
                folder.glob("*.html"), key=lambda page: (page.stem != "index", -page.stat().st_size)
            )
            found[f"{tongue}{folder.name}"] = index.relative_to(site).as_posix()
            for page in others[:1]:
                found[f"{tongue}{folder.name}-one"] = page.relative_to(site).as_posix()
    return found


def take(browser: Browser, base: str, kinds: dict[str, str], out: Path) -> int:
    """Take the pictures of the served site's pages; gives how many were taken."""
    for screen, (scheme, width, height) in SCREENS.items():
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
        page = context.new_page()
        for name, address in kinds.items():
            page.set_viewport_size({"width": width, "height": height})
            arrive(page, base + address)
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(max(tall, height), TALLEST)})
            page.screenshot(path=out / f"{name}.{screen}.png")
        context.close()
    return len(kinds) * len(SCREENS)


def main() -> None:
    parser = argparse.ArgumentParser(prog="pictures.py", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder that gets the pictures")
    parser.add_argument("--site", type=Path, default=REPOSITORY / "site", help="another built site")
    parser.add_argument("--only", default="", help="kinds whose name has this in it, such as reports")
    options = parser.parse_args()
    if not (options.site / "index.html").is_file():
        raise SystemExit(f"{options.site} holds no site; build it first: python3 scripts/build.py")
    path = find_browser()
    if not path:
        raise SystemExit("no Chromium here; install it (Debian: apt install chromium fonts-noto-cjk)")
    options.out.mkdir(parents=True, exist_ok=True)
    site = options.site.resolve()
    kinds = {name: address for name, address in pages_of_each_kind(site).items() if options.only in name}
    with serve(site) as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS.split())
        count = take(browser, base, kinds, options.out)
    print(f"{count} pictures in {options.out}")


if __name__ == "__main__":
    main()
