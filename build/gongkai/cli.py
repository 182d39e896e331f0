"""The command line: one verb, one function. Errors for people end here, as one sentence without a traceback."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from gongkai.errors import GongkaiError
from gongkai.files import write_text
from gongkai.paths import Paths, find_root

console = Console(highlight=False, soft_wrap=True)
_Result = TypeVar("_Result")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the corpus: the one that holds structure/package.yaml. Default: here or above.",
)
@click.pass_context
def gongkai(context: click.Context, root: Path | None) -> None:
    """Annual reports on government information disclosure as open data and a public portal."""
    found = find_root((root or Path.cwd()).resolve())
    if found is None:
        raise click.UsageError("no structure/package.yaml here or above; say --root FOLDER")
    context.obj = Paths(found)


@gongkai.command("read")
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--authority", default="", metavar="ID", help="Whose report it is, where title and register do not say.")
@click.option("--year", type=int, metavar="YYYY", help="The year reported on, where title and register do not say.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the parsed reports. Default: reports/."
)
@click.option("--explain", is_flag=True, help="Show what the reader makes of each document, and write nothing.")
@click.pass_obj
def read_command(
    paths: Paths, documents: tuple[Path, ...], authority: str, year: int | None, out: Path | None, explain: bool
) -> None:
    """Read documents into parsed reports (reports/*.json). Untouched documents are skipped."""
    if explain:
        _explain(paths, documents, authority, year)
        return
    from gongkai.readings import read

    with Progress(
        TextColumn("read"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
        console=Console(stderr=True),
        transient=True,
        disable=len(documents) < 2 or not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("read", total=len(documents), name="")
        outcomes = read(paths, documents, authority, year, out, lambda name: bar.update(task, advance=1, name=name))
    table = Table("document", "outcome", "report", box=None, pad_edge=False)
    for outcome in outcomes:
        table.add_row(outcome.file, outcome.kind, outcome.report)
    console.print(table)
    refused = [outcome for outcome in outcomes if outcome.kind == "refused"]
    for outcome in refused:
        click.echo(f"refused: {outcome.message}", err=True)
    if refused:
        sys.exit(1)


def _explain(paths: Paths, documents: tuple[Path, ...], authority: str, year: int | None) -> None:
    from gongkai.documents import read_document
    from gongkai.explanations import explain
    from gongkai.identities import identify
    from gongkai.registers import load_register
    from gongkai.structures import load_structure

    structure = load_structure(paths.structure)
    register = load_register(paths.sources / "register.csv")
    for path in documents:
        document = read_document(path)
        identity = identify(document, structure, register.get(path.name), authority, year)
        for section in explain(document, identity, structure):
            table = Table(*section.heads, title=section.title, title_justify="left", box=None, pad_edge=False)
            for row in section.rows or (("none", *[""] * (len(section.heads) - 1)),):
                table.add_row(*(Text(cell) for cell in row))
            console.print(table, "")


@gongkai.command("package")
@click.pass_obj
def package_command(paths: Paths) -> None:
    """Write and validate datapackage/annual-reports/ from reports/ and structure/."""
    _package(paths)


@gongkai.command("pages")
@click.pass_obj
def pages_command(paths: Paths) -> None:
    """Write the generated pages and charts below docs/ from datapackage/."""
    _pages(paths)


@gongkai.command("site")
@click.pass_obj
def site_command(paths: Paths) -> None:
    """Build site/ beside the old one, check it, and swap it in."""
    _site(paths)


@gongkai.command("build")
@click.pass_obj
def build_command(paths: Paths) -> None:
    """The main job: package, pages, site."""
    seconds: dict[str, float] = {}
    for name, stage in (("package", _package), ("pages", _pages), ("site", _site)):
        with _timed(seconds, name):
            stage(paths)
    write_text(paths.cache / "stages.json", json.dumps(seconds) + "\n")


@gongkai.command("serve")
@click.option("--port", default=8000, show_default=True)
@click.pass_obj
def serve_command(paths: Paths, port: int) -> None:
    """Preview site/ on this machine."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    if not (paths.site / "index.html").is_file():
        raise click.ClickException("there is no site/ yet; run gongkai build first")
    with ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=paths.site)) as server:
        click.echo(f"http://127.0.0.1:{port}/ (Ctrl+C ends it)")
        server.serve_forever()


def _package(paths: Paths) -> None:
    from gongkai.packages import package

    result = package(paths)
    word = "written" if result.written else "unchanged"
    console.print(f"package {word}: {result.resources} resources, {result.rows} rows, {result.reports} reports")


def _pages(paths: Paths) -> None:
    from gongkai.pages import write_pages

    result = write_pages(paths)
    console.print(f"pages: {result.pages} pages, {result.charts_drawn} charts drawn, {result.charts_kept} kept")


def _site(paths: Paths) -> None:
    from gongkai.sites import build_site

    result = build_site(paths)
    console.print(f"site: {result.pages} pages, {result.bytes / 1e6:.1f} MB, {result.swapped}")


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - start, 2)


def run(command: Callable[[], _Result]) -> _Result:
    """Run a command; what a person can mend becomes one sentence and exit code 1, everything else keeps its
    traceback."""
    try:
        return command()
    except GongkaiError as error:
        click.echo(f"gongkai: {error}", err=True)
        sys.exit(1)


def main() -> None:
    """Entry point of the `gongkai` command."""
    run(gongkai)
