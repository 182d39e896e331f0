"""What an edition says of itself in words: what it is, how to read it, its licence, how to cite it.

Words of the package (titles of reports, names) are data: in Markdown they are escaped, in YAML they are quoted.
"""

import json
import re
from collections.abc import Sequence

from gongkai.streams import Folder

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&])")

STATES_ZH = "空白不是零：没有数的格子，数值一栏是空的，为什么空由“单元格状态”一栏说明。"
STATES_EN = (
    "A blank is not a zero: where there is no number the value is empty, and cell_state says why. Never fill it with 0."
)
CODES_ZH = "代码（如 370400、007）是文字，不是数，前面的零不可丢。"
CODES_EN = "Codes such as 370400 or 007 are text, not numbers; leading zeros count."
GUARD_ZH = (
    "CSV 中，以 = + - @、制表符、回车或其全角形式开头的文字，前面加了一个撇号（'），以免表格软件当作公式；"
    "去掉开头的一个撇号就是原文。工作簿和 Parquet 里是原文，没有加撇号。"
)
GUARD_EN = (
    "In CSV a text that begins with = + - @, a tab, a carriage return or their full-width twins carries one apostrophe "
    "(') in front, so that no spreadsheet runs it; take one leading apostrophe off to have the text as printed. The "
    "workbook and Parquet hold the text itself, without it."
)
SPACES_ZH = "原文前后的空格也是原文；JavaScript 的 datapackage 和 frictionless.js 读 CSV 时会去掉开头的空格。"
SPACES_EN = (
    "Spaces around a raw text belong to it; datapackage and frictionless.js for JavaScript drop those at its beginning."
)

# Run by a test as it stands here.
RECIPE = """import json
import pandas as pd

package = json.load(open("datapackage.json", encoding="utf-8"))
tables = {}
for resource in package["resources"]:
    table = pd.read_csv(resource["path"], dtype=str, keep_default_na=False, na_values=[""])
    for field in resource["schema"]["fields"]:
        name, kind = field["name"], field["type"]
        if kind == "integer":
            table[name] = table[name].astype("Int64")
        elif kind == "number":
            table[name] = table[name].astype("Float64")
        else:
            table[name] = table[name].str.removeprefix("'")
    tables[resource["name"]] = table
"""

RECIPE_R = """x <- read.csv("reports.csv", colClasses = "character", na.strings = "", encoding = "UTF-8")
x[] <- lapply(x, function(column) sub("^'", "", column))
"""


def licence_line(package: Folder) -> str:
    """Names and addresses of the licences."""
    named = [f"{one.get('title', one['name'])} ({one['name']}): {one['path']}" for one in _licences(package)]
    return "; ".join(named)


def citation_line(package: Folder) -> str:
    """One line to cite the package by, with the version of the data."""
    makers = ", ".join(str(one["title"]) for one in package.descriptor.get("contributors", ())) or "Gongkai"
    return f"{makers}. {package.descriptor['title']}. {package.version}. {package.released}."


def write_readme(package: Folder, tables: Sequence[tuple[str, str, str, int]]) -> str:
    """README.md in Chinese, then English; `tables` are file, title, English title and rows."""
    title, title_en = (_escape(str(package.descriptor.get(key, ""))) for key in ("title", "title_en"))
    files = "\n".join(f"| `{file}` | {_escape(zh)} | {_escape(en)} | {rows} |" for file, zh, en, rows in tables)
    return f"""# {title}

{title_en}

{package.version} · {package.released}

| 文件 file | 内容 | content | 行 rows |
|---|---|---|---|
{files}

## 中文

这是一个 Frictionless 数据包：`datapackage.json` 说明每个文件的每一列、类型、主键和外键。文件为
UTF-8 编码（无 BOM）、LF 换行的 CSV。`SHA256SUMS` 可用 `sha256sum -c SHA256SUMS` 核对。

- {STATES_ZH}
- {CODES_ZH}
- {GUARD_ZH}
- {SPACES_ZH}
- 每个数都有出处：`reports.csv` 有文件的 SHA-256，`locator` 一栏是它在文件中的位置。
- 许可：{_escape(licence_line(package))}。使用时请注明“公开（Gongkai）”、版本 {package.version}，并说明所做的改动。
- 引用：{_escape(citation_line(package))}另见 `CITATION.cff`。

## English

This is a Frictionless Data Package: `datapackage.json` describes every column of every file, its type and keys. The
files are CSV in UTF-8 without BOM, lines end with LF. `sha256sum -c SHA256SUMS` verifies them.

- {STATES_EN}
- {CODES_EN}
- {GUARD_EN}
- {SPACES_EN}
- Every number has its place: `reports.csv` holds each document's SHA-256, the column `locator` the place in it.
- Licence: {_escape(licence_line(package))}. Name "Gongkai (公开)" and version {package.version}, and say
  what you changed.
- To cite: {_escape(citation_line(package))} See `CITATION.cff`, too.

## Python

```python
{RECIPE}```

## R

```r
{RECIPE_R}```
"""


def write_licence(package: Folder) -> str:
    """The licence of the data, with the address of its full text."""
    lines = "\n".join(f"- {_escape(one.get('title', one['name']))}: <{one['path']}>" for one in _licences(package))
    return f"""# 数据许可 / Licence of the data

本压缩包中的数据由 Gongkai 贡献者以下列许可发布，许可全文见其网址。使用时请注明“公开（Gongkai）”和版本
{package.version}，并说明所做的改动。数字是各机关所印的事实，各有其文件的 SHA-256 和位置。

The data in this archive are published by the Gongkai contributors under the licence below, whose full text stands at
its address. Name "Gongkai (公开)" and version {package.version}, and say what you changed. The figures are facts
printed by the governments named in `reports.csv`; each carries its document's SHA-256 and its place in it.

{lines}
"""


def write_citation(package: Folder) -> str:
    """CITATION.cff of the package as a data set. YAML's quoted strings are JSON's."""
    makers = [one["title"] for one in package.descriptor.get("contributors", ())] or ["Gongkai contributors"]
    names = [one["name"] for one in _licences(package)]
    facts = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": str(package.descriptor["title"]),
        "abstract": str(package.descriptor.get("description_en", "")),
        "authors": [{"name": str(one)} for one in makers],
        "version": package.version,
        "date-released": package.released,
        "license": names[0] if len(names) == 1 else names,
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items() if value)


def _licences(package: Folder) -> list[dict[str, str]]:
    return [dict(one) for one in package.descriptor.get("licenses", ())]


def _escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
