"""How fast the reader reads: a batch of invented reports, the five real ones where they are, and ever longer texts.

`python3 scripts/benchmark.py` runs it. Timings are no tests: nothing fails here. Processor time of one core, the best
and the median of several runs; the invented reports are the same in every run, and so are their figures.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from gongkai import examinations, readings
from gongkai.documents import read_document
from gongkai.identities import identify
from gongkai.registers import Entry, load_register
from gongkai.reports import dump_report
from gongkai.structures import Structure, load_structure
from tests import renderings
from tests.benchmark_containers import show_containers
from tests.conftest import REPOSITORY, SOURCES

SEED = 20
BATCH = 20_000_000
PROSE = 26_000  # with its tables such a report is as long as the real ones are on average
LENGTHS = (1, 2, 4)
STAGES = {"tables": ("bind_lines", "observe"), "prose": ("read_prose", "read_imprint", "count_residue")}
ENTRY = Entry(file="", authority="370400", year=2019)

# Invented, in the manner of the reports, with about as many figures as the five real ones have (7 in a kilobyte).
SENTENCES = (
    "全市各级各部门认真贯彻落实《中华人民共和国政府信息公开条例》，不断完善制度、健全机制、强化措施",
    "通过门户网站主动公开政府信息{n}条，其中规范性文件{n}件",
    "坚持以公开为常态、不公开为例外，进一步扩大公开范围，细化公开内容，提高公开实效",
    "全年共收到政府信息公开申请{n}件，均已依法办结",
    "围绕重大建设项目批准和实施、公共资源配置、社会公益事业等重点领域，及时发布权威信息",
    "举行新闻发布会{n}场次，发布政策解读稿件{n}余篇",
    "完成投资{n}.5亿元，新增就业{n}万人，惠及群众{n}多户",
    "加强政府网站和政务新媒体建设，优化栏目设置，方便公众查阅",
    "一是公开意识有待增强，个别单位对公开工作重视不够；二是公开内容还不够丰富",
    "按照《关于进一步做好政务公开工作的通知》（云政办发〔2018〕{n}号）要求，制定了实施方案",
    "市长热线受理群众来电{n}件，办结率{p}%",
    "各级各部门主要负责同志亲自过问，分管负责同志具体抓，形成了一级抓一级、层层抓落实的工作格局",
    "对照上级部署和群众期盼，公开工作仍然存在一些差距，主要是信息更新不够及时、解读形式较为单一",
    "依托政务服务大厅、图书馆、档案馆设立公共查阅点，配备查阅设备，安排专人提供引导服务",
    "下一步，将继续深化重点领域信息公开，健全政策解读机制，推动政务公开工作再上新台阶",
    "加大业务培训力度，组织召开政务公开工作培训会，提升工作人员的业务素质和服务水平",
    "建立健全保密审查机制，坚持先审查、后公开，未发生失密泄密问题",
    "积极回应社会关切，主动接受社会监督，公众满意度进一步提高",
    "2019年{m}月，召开了全市政务公开工作推进会议，部署年度重点任务",
)
CHAPTERS = ("概述", "主动公开情况", "依申请公开情况", "重点领域信息公开情况", "存在的问题和改进措施", "其他")
NUMERALS = "一二三四五六七八九"


def sentence(random: Random) -> str:
    """One sentence with figures of its own."""
    text = random.choice(SENTENCES)
    while "{n}" in text:
        text = text.replace("{n}", str(random.randrange(1, 3000)), 1)
    return text.format(p=f"{random.uniform(60, 100):.1f}", m=random.randrange(1, 13)) + "。"


def prose(size: int, random: Random) -> list[str]:
    """Chapters of invented sentences, about `size` bytes in UTF-8."""
    lines: list[str] = []
    written = begun = 0
    while written < size:
        if written * len(CHAPTERS) // size >= begun:
            lines.append(f"{NUMERALS[begun]}、{CHAPTERS[begun]}")
            begun += 1
        lines.append("　　" + "".join(sentence(random) for _ in range(random.randrange(2, 7))))
        written += len(lines[-1].encode()) + 1
    return lines


def report(form: str, layout: str, size: int, random: Random) -> str:
    """An invented report: title, prose, and the tables of a form in a layout."""
    render = (renderings.EXPLICIT | renderings.DROPPING)[layout]
    facts = renderings.draw_facts(random, form, blanks=layout in renderings.EXPLICIT)
    head = ["云溪市人民政府", "2019年政府信息公开工作年度报告", "", *prose(size, random)]
    return "\n".join([*head, "", render(form, facts, random), "", "云溪市人民政府", "2020年1月20日", ""])


def write_batch(folder: Path, size: int) -> list[Path]:
    """Reports of all forms in all layouts, in turn, as files of at least `size` bytes together."""
    random = Random(SEED)
    kinds = [(form, layout) for form in renderings.FORMS for layout in (*renderings.EXPLICIT, *renderings.DROPPING)]
    paths: list[Path] = []
    written = 0
    while written < size:
        text = report(*kinds[len(paths) % len(kinds)], random.randrange(PROSE // 2, PROSE * 3 // 2), random).encode()
        paths.append(folder / f"{len(paths):05}.txt")
        paths[-1].write_bytes(text)
        written += len(text)
    return paths


def read_all(paths: Sequence[Path], entries: dict[str, Entry], structure: Structure, spent: Counter[str]) -> None:
    """What `gongkai read` does with each document, except for writing its file."""
    for path in paths:
        began = time.process_time()
        document = read_document(path)
        entry = entries.get(path.name, ENTRY)
        identity = identify(document, structure, entry)
        decoded = time.process_time()
        inside = sum(spent[stage] for stage in STAGES)
        dump_report(readings.parse(document, identity, entry, structure))
        ended = time.process_time()
        spent["decode"] += decoded - began
        spent["write"] += ended - decoded - (sum(spent[stage] for stage in STAGES) - inside)
        spent["all"] += ended - began


@contextmanager
def stopwatch(spent: Counter[str]) -> Iterator[None]:
    """Adds up the time inside the functions of each stage."""

    def timed(stage: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object) -> object:
            began = time.process_time()
            try:
                return function(*given)
            finally:
                spent[stage] += time.process_time() - began

        return call

    with ExitStack() as stack:
        for stage, names in STAGES.items():
            for name in names:
                stack.enter_context(patch.object(examinations, name, timed(stage, getattr(examinations, name))))
        yield


def measure(
    paths: Sequence[Path], entries: dict[str, Entry], structure: Structure, runs: int
) -> tuple[float, list[Counter[str]]]:
    """Megabytes, and the seconds of each run by stage, quickest first."""
    found = []
    for _ in range(runs):
        spent: Counter[str] = Counter()
        with stopwatch(spent):
            read_all(paths, entries, structure, spent)
        found.append(spent)
    return sum(path.stat().st_size for path in paths) / 1e6, sorted(found, key=lambda spent: spent["all"])


def show(name: str, megabytes: float, found: Sequence[Counter[str]]) -> None:
    """One line: speed, and the share of each stage."""
    middle = found[len(found) // 2]
    parts = ", ".join(f"{stage} {middle[stage] / middle['all']:.0%}" for stage in ("decode", *STAGES, "write"))
    best = megabytes / found[0]["all"]
    median = megabytes / middle["all"]
    print(f"{name:<28} {megabytes:7.2f} MB   best {best:5.2f}   median {median:5.2f} MB/s   {parts}", flush=True)


def show_growth(folder: Path, structure: Structure, runs: int) -> None:
    """Time for twice the text, for one document of prose with a table, and for one of tables alone."""
    random = Random(SEED)
    facts = renderings.draw_facts(random, "2019", blanks=True)
    table = renderings.tab_cells("2019", facts, random)
    kinds = {
        "one document of prose": lambda size: report("2019", "tab_cells", size, random),
        "one line": lambda size: report("2019", "tab_cells", 1000, random) + "".join(prose(size, random)),
        "rows of no table": lambda size: table + "\n\n正文。\n" + "\t项目\n\t12\n\n" * (size // 17),
    }
    for name, text in kinds.items():
        times = []
        for length in LENGTHS:
            path = folder / f"{length}.txt"
            path.write_text("云溪市2019年政府信息公开年度报告\n\n" + text(length * 10**6), encoding="utf-8")
            megabytes, found = measure([path], {}, structure, runs)
            times.append(statistics.median(spent["all"] for spent in found) / megabytes * length)
        growth = ", ".join(f"{later / earlier:.2f}" for earlier, later in pairwise(times))
        seconds = ", ".join(f"{seconds:.2f}" for seconds in times)
        print(f"{name:<28} {'/'.join(map(str, LENGTHS))} MB: {seconds} s   time for twice the text: {growth} times")


def peak_memory() -> str:
    """The most memory this process has held."""
    try:
        import resource
    except ImportError:
        return "unknown here"
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:.0f} MB"


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="benchmark.py", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=BATCH / 1e6, help="size of the batch (default 20)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--containers", action="store_true", help="the containers alone")
    given = parser.parse_args(arguments)
    structure = load_structure(REPOSITORY / "structure")
    show_containers(structure, prose, given.runs * 3)
    if given.containers:
        return 0
    with TemporaryDirectory() as folder:
        paths = write_batch(Path(folder), int(given.megabytes * 1e6))
        read_all(paths[:45], {}, structure, Counter())
        print(f"before the batch: peak memory {peak_memory()}")
        show(f"{len(paths)} invented reports", *measure(paths, {}, structure, given.runs))
        print(f"behind the batch: peak memory {peak_memory()}")
        if SOURCES:
            entries = load_register(REPOSITORY / "sources" / "register.csv")
            real = [SOURCES / name for name in entries if (SOURCES / name).is_file()]
            measure(real, entries, structure, 2)
            show(f"{len(real)} real reports", *measure(real, entries, structure, given.runs * 3))
        show_growth(Path(folder), structure, given.runs)
    print(f"at the end: peak memory {peak_memory()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
