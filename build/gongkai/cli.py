"""The command line: one verb, one function. Errors for people end here, as one sentence without a traceback."""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from gongkai.cli_changes import diff_command, release_command
from gongkai.cli_shards import shard_command, warn_of_size
from gongkai.errors import GongkaiError, printable
from gongkai.files import write_text
from gongkai.paths import Paths, find_root

if TYPE_CHECKING:
    from gongkai.claims import Outcome

_LISTED = 20
_SAID_EVERY = 10  # seconds

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


for _verb in (diff_command, release_command, shard_command):
    gongkai.add_command(_verb)


@gongkai.command("read")
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--authority", default="", metavar="ID", help="Whose report it is, where title and register do not say.")
@click.option("--year", type=int, metavar="YYYY", help="The year reported on, where title and register do not say.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the parsed reports. Default: reports/."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many documents at once. Default: one a core.")
@click.option("--explain", is_flag=True, help="Show what the reader makes of each document, and write nothing.")
@click.pass_obj
def read_command(
    paths: Paths,
    documents: tuple[Path, ...],
    authority: str,
    year: int | None,
    out: Path | None,
    jobs: int | None,
    explain: bool,
) -> None:
    """Read documents, and every document in a folder, into parsed reports (reports/*.json). Untouched documents are
    skipped; what was read stays when the command is broken off."""
    if explain:
        _explain(paths, documents, authority, year)
        return
    from gongkai.guards import missing_guards
    from gongkai.readings import read

    if missing := missing_guards():
        click.echo(f"documents are opened here without: {'; '.join(missing)}", err=True)
    with _counted("read") as progress:
        outcomes = read(paths, documents, authority, year, out, progress, jobs or os.cpu_count() or 1)
    _show_outcomes(outcomes)
    if any(outcome.kind == "refused" for outcome in outcomes):
        sys.exit(1)


def _show_outcomes(outcomes: "Sequence[Outcome]") -> None:
    """A row for each document, or for each way to end where they are many; then a sentence for each not taken, and for
    what one links to."""
    if len(outcomes) <= _LISTED:
        table = Table("document", "outcome", "report", box=None, pad_edge=False)
        for outcome in outcomes:
            table.add_row(Text(printable(outcome.file)), outcome.kind, outcome.report)
    else:
        table = Table("outcome", Column("documents", justify="right"), box=None, pad_edge=False)
        counted = Counter(
            outcome.word if outcome.kind in ("refused", "skipped") else outcome.kind for outcome in outcomes
        )
        for word, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            table.add_row(word, str(count))
        table.add_row("all", str(len(outcomes)))
    for outcome in outcomes:
        if outcome.kind in ("refused", "skipped"):
            word = "" if outcome.word in ("refused", outcome.kind) else f" ({outcome.word})"
            click.echo(f"{outcome.kind}{word}: {printable(outcome.message)}", err=True)
        elif outcome.message:
            click.echo(printable(outcome.message), err=True)
    console.print(table)


@contextmanager
def _counted(verb: str) -> "Iterator[Callable[[str, int], None]]":
    """Counts and time left: a bar in a terminal, elsewhere a line now and then."""
    bar = Progress(
        TextColumn(verb),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    began = said = time.monotonic()
    done = 0

    def hear(name: str, total: int) -> None:
        nonlocal done, said
        done += 1
        now = time.monotonic()
        bar.update(task, completed=done, total=total, name=printable(name))
        if bar.disable and now - said >= _SAID_EVERY:
            left = (now - began) / done * (total - done)
            click.echo(f"{verb} {done} of {total}, about {left / 60:.0f} min left", err=True)
            said = now

    with bar:
        task = bar.add_task(verb, total=None, name="")
        yield hear


def _explain(paths: Paths, documents: tuple[Path, ...], authority: str, year: int | None) -> None:
    from gongkai.folders import find_documents
    from gongkai.registers import load_register
    from gongkai.tasks import explain_documents, make_tasks

    register = load_register(paths.sources / "register.csv")
    tasks = make_tasks(find_documents(documents, paths), register, (authority, year))
    for card in explain_documents(tasks, paths.structure):
        for section in card:
            table = Table(*section.heads, title=section.title, title_justify="left", box=None, pad_edge=False)
            for row in section.rows or (("none", *[""] * (len(section.heads) - 1)),):
                table.add_row(*(Text(cell) for cell in row))
            console.print(table, "")


@gongkai.command("package")
@click.pass_obj
def package_command(paths: Paths) -> None:
    """Write and validate datapackage/annual-reports/ from reports/ and structure/."""
    _package(paths)


@gongkai.command("check")
@click.argument("reports", nargs=-1, metavar="[REPORT_ID]...")
@click.option(
    "--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to say it."
)
@click.option("--all", "passes", is_flag=True, help="List in the table what holds, too.")
@click.option(
    "--fail-on",
    type=click.Choice(["official", "expected", "weak"]),
    help="Exit with 1 if a rule of this status or a stricter one is contradicted, for `weak` if one is in question.",
)
@click.pass_obj
def check_command(paths: Paths, reports: tuple[str, ...], shape: str, passes: bool, fail_on: str | None) -> None:
    """Hold the rules of structure/rules.csv against parsed reports (all, or those named), and print what they found and
    which single cells would mend it. Nothing is changed."""
    from gongkai.verdict_tables import as_json, as_tables, fails, find_verdicts

    verdicts = find_verdicts(paths, reports)
    if shape == "json":
        click.echo(as_json(verdicts))
    else:
        for verdict in verdicts:
            for part in as_tables(verdict, passes=passes):
                console.print(part, soft_wrap=False)
    if fail_on and fails(verdicts, fail_on):
        sys.exit(1)


@gongkai.command("editions")
@click.pass_obj
def editions_command(paths: Paths) -> None:
    """Cut datapackage/annual-reports/ into slices, and write every edition: workbook, Parquet, flat zip."""
    _editions(paths)


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
    """The main job: package, editions, pages, site."""
    seconds: dict[str, float] = {}
    for name, stage in (("package", _package), ("editions", _editions), ("pages", _pages), ("site", _site)):
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
    from gongkai.source_texts import package_source_texts

    result = package(paths)
    word = "written" if result.written else "unchanged"
    console.print(f"package {word}: {result.resources} resources, {result.rows} rows, {result.reports} reports")
    texts = package_source_texts(paths)
    for said in texts.left_out:
        console.print(f"no source text of {said}")
    if texts.texts:
        console.print(f"source texts {'written' if texts.written else 'unchanged'}: {texts.texts} of {texts.reports}")


def _editions(paths: Paths) -> None:
    from gongkai.editions import write_editions

    with _counted("editions") as progress:
        result = write_editions(paths, progress)
    word = "written" if result.written else "unchanged"
    size = f"{result.bytes / 1e6:.1f} MB"
    console.print(f"editions {word}: {result.packages} packages, {result.files} files, {size}")


def _pages(paths: Paths) -> None:
    from gongkai.pages import write_pages

    result = write_pages(paths)
    console.print(f"pages: {result.pages} pages, {result.charts_drawn} charts drawn, {result.charts_kept} kept")


def _site(paths: Paths) -> None:
    from gongkai.sites import build_site

    result = build_site(paths)
    console.print(f"site: {result.pages} pages, {result.bytes / 1e6:.1f} MB, {result.swapped}")
    warn_of_size(result.bytes)


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
