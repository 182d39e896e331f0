"""A long run over invented documents of every kind, killed with -9 and resumed. `python3 scripts/corpus.py` runs it.

Every document is a report of its own authority and year, so that none may be lost; archives hold five each, and one in
thirty is hostile. What a killed and resumed run leaves must be, byte for byte, what a whole run leaves.
"""

import argparse
import contextlib
import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from gongkai.files import hash_tree
from gongkai.registers import COLUMNS
from tests import containers, hostile, renderings
from tests.benchmark import prose
from tests.conftest import copy_structure
from tests.office_files import zipped

YEARS = range(2008, 2024)
KINDS = {
    "txt": 44,
    "gb18030.txt": 10,
    "page.html": 14,
    "gb18030.html": 8,
    "word.docx": 12,
    "workbook.xlsx": 5,
    "pages.pdf": 3,
    "zip": 4,
}
IN_ZIP = ("txt", "page.html", "word.docx", "gb18030.txt", "txt")
ONE_HOSTILE_IN = 30
SYLLABLES = "安白昌德丰高河江康兰明南平清石泰文西新阳永云中"
SEED = 20
LONGEST_RUN = 3600  # seconds; a hang, no speed


def names() -> Iterator[tuple[str, str]]:
    """Invented counties, ids and names."""
    for number, (one, other) in enumerate((a, b) for a in SYLLABLES for b in SYLLABLES if a != b):
        yield f"99{2000 + number}", f"{one}{other}县"


def reports() -> Iterator[tuple[str, str]]:
    """A file's name and a report's text, never the same authority and year twice."""
    for _, name in names():
        for year in YEARS:
            random = Random(f"{SEED} {name} {year}")
            form = random.choice(renderings.FORMS)
            facts = renderings.draw_facts(random, form, blanks=True)
            head = [f"{name}{year}年政府信息公开工作年度报告", "", *prose(random.randrange(2_000, 12_000), random), ""]
            yield f"{name}{year}", "\n".join([*head, renderings.tab_cells(form, facts, random), ""])


def written(kind: str, text: str) -> bytes:
    """The report as a document of the kind."""
    if kind.endswith("txt"):
        return text.encode("gb18030" if kind.startswith("gb") else "utf-8")
    return containers.KINDS[kind](containers.pieces("tab_cells", text))


def write_corpus(root: Path, count: int) -> None:
    """A corpus of `count` documents, those in archives counted one by one."""
    copy_structure(root / "structure")
    with (root / "structure" / "codelists" / "authorities.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{authority},{name},,,990100,county\n" for authority, name in names())
    sources = root / "sources"
    (sources / "hostile").mkdir(parents=True)
    ends = hostile.write_hostile(sources / "hostile") if count >= ONE_HOSTILE_IN else {}
    kept = sorted(ends)[:: max(1, len(ends) * ONE_HOSTILE_IN // count)][: count // ONE_HOSTILE_IN]
    for name in set(ends) - set(kept):
        (sources / "hostile" / name).unlink()
    owners = [(authority, year) for authority in ("990100", "990101") for year in range(2008, 2100)]
    with (sources / "register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, owner in zip(kept, owners, strict=False):
            if name.isprintable():
                writer.writerow((f"hostile/{name}", *owner, "", "", "", "current", ""))
    made, left, random = reports(), count - len(kept), Random(SEED)
    while left:
        (kind,) = random.choices([*KINDS], [*KINDS.values()])
        if kind == "zip" and left < len(IN_ZIP):
            continue
        name, text = next(made)
        folder = sources / name[:1]
        folder.mkdir(exist_ok=True)
        if kind == "zip":
            inside = [(one, *next(made)) for one in IN_ZIP]
            parts = [(f"{member}.{one.rpartition('.')[2]}", written(one, text)) for one, member, text in inside]
            content, ending = zipped([*parts, ("__MACOSX/._x", b"x"), ("Thumbs.db", b"x")]), "zip"
        else:
            content, ending = written(kind, text), kind.rpartition(".")[2]
        (folder / f"{name}.{ending}").write_bytes(content)
        left -= len(IN_ZIP) if kind == "zip" else 1


def start(root: Path, jobs: int) -> subprocess.Popen[str]:
    """`gongkai read` of the whole folder."""
    command = [sys.executable, "-m", "gongkai", "--root", str(root), "read", str(root / "sources"), "--jobs", str(jobs)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def family(pid: int) -> list[int]:
    """A process and all that it started; empty where the system does not tell."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents.setdefault(int(place.read_text().rpartition(")")[2].split()[1]), []).append(int(place.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def memory(pid: int) -> int:
    """Bytes that a process and all it started hold, what they share counted once for each."""
    held = 0
    for one in family(pid):
        with contextlib.suppress(OSError, IndexError):
            held += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return held


def follow(process: subprocess.Popen[str], until: Callable[[], bool] = lambda: False) -> int:
    """Wait for the end, or until something is so; the most memory seen."""
    most, began = 0, time.monotonic()
    while process.poll() is None and not until():
        most = max(most, memory(process.pid))
        if time.monotonic() - began > LONGEST_RUN:
            process.kill()
            raise TimeoutError("the run hangs")
        time.sleep(0.2)
    return most


def finish(process: subprocess.Popen[str]) -> tuple[str, int, float]:
    """The table of outcomes, the most memory, and the seconds until the end. (The table is shorter than a pipe.)"""
    began = time.monotonic()
    most = follow(process)
    table, _ = process.communicate()
    return table, most, time.monotonic() - began


def kill(process: subprocess.Popen[str]) -> None:
    """End it as a power cut would, and wait until nothing it started is left."""
    started = family(process.pid)[1:]
    process.kill()
    process.communicate()
    until = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in started):
        if time.monotonic() > until:
            raise TimeoutError("a killed run left processes behind")
        time.sleep(0.1)


def states(root: Path) -> tuple[str, str]:
    """Hashes of what a run leaves: the reports and the register."""
    return hash_tree(root / "reports"), hash_tree(root / "sources" / "register.csv")


def run(folder: Path, count: int, jobs: int) -> int:
    """Both runs in a folder; what they took and gave is printed."""
    whole, broken = folder / "whole", folder / "broken"
    write_corpus(whole, count)
    shutil.copytree(whole, broken, symlinks=True)
    table, most, seconds = finish(start(whole, jobs))
    lie = sum(1 for _ in (whole / "reports").rglob("*.json"))
    print(table)
    print(f"{count} documents, {lie} reports: {seconds:.0f} s with {jobs} jobs, {count / seconds:.1f} documents/s")
    print(f"most memory, all processes together: {most / 2**20:.0f} MiB")
    process = start(broken, jobs)
    waiting = broken / ".cache" / "waiting"
    follow(process, lambda: waiting.is_dir() and sum(1 for _ in waiting.iterdir()) > lie // 2)
    was_running = process.poll() is None
    kill(process)
    written_before = (broken / "reports").exists()
    again, _, rest = finish(start(broken, jobs))
    is_same = lie > 0 and states(whole) == states(broken) and again == table and was_running and not written_before
    word = "the same" if is_same else "OTHER"
    print(f"killed with -9 in the middle and resumed: {rest:.0f} s for the rest, {word} bytes")
    return 0 if is_same else 1


def main(arguments: list[str] | None = None) -> int:
    """Make the corpus, read it both ways, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        return run(Path(folder), given.documents, given.jobs)


if __name__ == "__main__":
    sys.exit(main())
