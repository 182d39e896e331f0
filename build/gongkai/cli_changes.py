"""The verbs `diff` and `release` of the command line."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.files import write_text
from gongkai.paths import Paths

if TYPE_CHECKING:
    from gongkai.changes import Change


@click.command("diff")
@click.argument("old", required=False, type=click.Path(exists=True, path_type=Path))
@click.argument("new", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--check", is_flag=True, help="Exit with 1 if NEW's version does not say what changed.")
@click.option("--propose", is_flag=True, help="Append the rows that structure/changes.csv lacks.")
@click.option("--reason-zh", default="", metavar="TEXT", help="With --propose: the reason, where one serves all rows.")
@click.option("--reason-en", default="", metavar="TEXT", help="The same in English.")
@click.pass_obj
def diff_command(
    paths: Paths,
    old: Path | None,
    new: Path | None,
    shape: str,
    check: bool,
    propose: bool,
    reason_zh: str,
    reason_en: str,
) -> None:
    """What differs between two packages (folders or zips), and the version that asks for. Without OLD and NEW: between
    the last release (structure/released/) and what `gongkai package` would write, where --propose helps."""
    if old is None or new is None:
        if old or check or shape == "json":
            raise click.UsageError("--check and --format json compare two packages: say OLD and NEW")
        _diff_release(paths, propose, (reason_zh, reason_en))
        return
    if propose:
        raise click.UsageError("--propose looks at the last release: leave OLD and NEW out")
    from gongkai.diff_tables import as_json, as_text
    from gongkai.diffs import compare_packages

    diff = compare_packages(old, new)
    click.echo(as_json(diff) if shape == "json" else as_text(diff), nl=False)
    if check and not diff.is_announced:
        sys.exit(1)


@click.command("release")
@click.pass_obj
def release_command(paths: Paths) -> None:
    """Take the package as it stands for published: from now on no figure changes without a row in changes.csv."""
    from gongkai.packages import make_package, package
    from gongkai.releases import release_files

    package(paths)
    made = make_package(paths)
    folder = paths.structure / "released"
    files = release_files(made.descriptor, made.figures)
    for stale in sorted(folder.glob("figures-*.csv")):
        if stale.name not in files:
            stale.unlink()
    written = [name for name, text in files.items() if write_text(folder / name, text)]
    package(paths)  # the inputs are others now; the package is not
    word = f"{len(written)} files written" if written else "unchanged"
    click.echo(f"release {made.descriptor['version']}: {len(made.figures)} reports, {word}")


def _diff_release(paths: Paths, propose: bool, reasons: tuple[str, str]) -> None:
    from gongkai.changes import append_changes
    from gongkai.diff_tables import as_standing
    from gongkai.packages import make_package, stand_package

    made = make_package(paths)
    standing = stand_package(paths, made)
    if standing is None:
        click.echo("nothing has been released (no structure/released/): there is nothing to compare with")
        return
    declared = {(change.version, change.key): change for change in made.changes}
    lacking = [change for change in standing.changes if (change.version, change.key) not in declared]
    click.echo(as_standing(standing, made.descriptor, lacking), nl=False)
    if propose and lacking:
        rows = [_with_reasons(change, reasons) for change in lacking]
        write_text(paths.structure / "changes.csv", append_changes(paths.structure, rows))
        unsaid = sum(not (row.reason_zh and row.reason_en) for row in rows)
        click.echo(f"structure/changes.csv: {len(rows)} rows added, {unsaid} of them still without reasons")


def _with_reasons(change: "Change", reasons: tuple[str, str]) -> "Change":
    if change.kind == "added" and not change.indicator and not any(reasons):
        reasons = ("新收入的报告。", "A report that was added.")
    return replace(change, reason_zh=reasons[0], reason_en=reasons[1])
