"""The verb `shard` of the command line, and what `site` and `build` say when it is time for it."""

from pathlib import Path

import click

from gongkai.paths import Paths

MOST = 900_000_000  # bytes of a site; a host of static pages takes a gigabyte


def warn_of_size(size: int) -> None:
    """Say it, on the error channel, where a site is too large for a free host."""
    if size > MOST:
        click.echo(
            f"the site has {size / 1e9:.2f} GB, more than the {MOST / 1e9:.1f} GB that are safe on a free host of"
            " static pages: `gongkai shard FOLDER` cuts this corpus into one a province",
            err=True,
        )


@click.command("shard")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def shard_command(paths: Paths, folder: Path) -> None:
    """Cut the corpus into one a province, each a corpus of its own in FOLDER/<two digits>, and write a front into
    FOLDER/front that leads to them. Then build each with --root, the front with `site`."""
    from gongkai.pages.fronts import write_front_pages
    from gongkai.shards import FRONT, shard

    shards = shard(paths, folder)
    write_front_pages(Paths(folder / FRONT))
    for one in shards:
        reports, cells = f"{len(one.reports):,} reports", f"{one.observations:,} observations"
        click.echo(f"{folder / one.code}: {one.name_zh}, {reports}, {cells}")
    click.echo(
        f"{folder / FRONT}: leads to {len(shards)} shards with {sum(len(one.reports) for one in shards):,} reports"
    )
