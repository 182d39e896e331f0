"""A package of the contract's shape about authorities that do not exist, for the tests of the second half."""

import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

INTEGERS = {"time_period", "order", "bytes", "digits", "years_from", "years_to"}
INTEGERS |= {"statement", "number", "count", "ordinal", "hint", "set_size"}
NUMBERS = {"obs_value", "quantity", "low", "high", "actual", "expected", "gap", "printed", "would_be"}
NUMBERS |= {"original_value", "value", "numerator", "denominator"}

HOSTILE = "<script>alert(1)</script>\"'&`{{x}} *a* [b](javascript:c) 2017: 1"

AUTHORITIES = [
    ("990000", "云上省", "Yunshang", "云上", "", "province"),
    ("990100", "白水市", "Baishui", "白水;清河", "990000", "city"),
    ("990101", HOSTILE, "Hostile", "", "990100", "county"),
    ("990100-xinqu", "白水新区", "Baishui New Area", "", "990100", "zone"),
]

STATES = [
    ("reported", 1, "●", "数字", "A"),
    ("reported_zero", 2, "○", "明确的零", "A"),
    ("text_number", 3, "◐", "文字写数", "A"),
    ("blank", 4, "▢", "空白", "O"),
    ("mark", 5, "―", "符号", "O"),
    ("not_in_form", 6, "∅", "表无此行", "L"),
    ("form_absent", 7, "⊘", "缺表", "O"),
    ("image", 8, "▨", "图片", "L"),
    ("unparsed", 9, "?", "未能读出", "L"),
]

INDICATORS = [
    ("disclosure", "", "heading", "", "主动公开情况"),
    ("disclosure.total", "disclosure", "line", "条", "主动公开政府信息数"),
    ("disclosure.channels", "disclosure", "heading", "", "公开渠道"),
    ("disclosure.channel.gazette", "disclosure.channels", "line", "条", "公报公开数"),
    ("disclosure.channel.website", "disclosure.channels", "line", "条", "网站公开数"),
    ("capacity.funds", "", "line", "万元", "专项经费"),
    ("licences", "", "heading", "", "行政许可"),
    ("licences.items_last_year", "licences", "line", "项", "行政许可 上一年项目数量"),
    ("licences.items_change", "licences", "line", "项", "行政许可 本年增/减"),
    ("applications", "", "heading", "", "收到和处理申请情况"),
    ("applications.new", "applications", "line", "件", "本年新收申请数量"),
    ("outcome", "applications", "heading", "", "本年度办理结果"),
    ("outcome.granted", "outcome", "line", "件", "予以公开"),
    ("outcome.total", "outcome", "line", "件", "总计"),
    ("remedy.review.upheld", "", "line", "件", "行政复议 结果维持"),
    ("remedy.review.total", "", "line", "件", "行政复议 总计"),
    ("requests.received", "", "line", "件", "收到申请数"),
    ("requests.received.letter", "requests.received", "line", "件", "信函申请数"),
    ("requests.received.online", "requests.received", "line", "件", "网络申请数"),
    ("outcome.refused", "outcome", "line", "件", "不予公开"),
]

# form, indicator, table, row, head
LINES = [
    *(("2014", one[0], "statistics", f"一、{one[4]}", "统计数") for one in INDICATORS[:6]),
    ("2019", "licences", "licensing", "行政许可", ""),
    ("2019", "licences.items_last_year", "licensing", "行政许可", "上一年项目数量"),
    ("2019", "licences.items_change", "licensing", "行政许可", "本年增/减"),
    *(("2019", one[0], "applications", one[4], "申请人情况") for one in INDICATORS[9:14]),
    ("2019", "remedy.review.upheld", "remedies", "", "行政复议/结果维持"),
    ("2019", "remedy.review.total", "remedies", "", "行政复议/总计"),
    *(("2014", one[0], "statistics", f"二、{one[4]}", "统计数") for one in INDICATORS[16:19]),
    ("2021", "licences", "licensing", "行政许可", ""),
    ("2021", "licences.items_last_year", "licensing", "行政许可", "本年处理决定数量"),
    *(("2021", one[0], "applications", one[4], "申请人情况") for one in (*INDICATORS[9:14], INDICATORS[19])),
]

# report, indicator, applicant, value, state, raw, locator
CELLS = [
    ("990100-2017", "disclosure.total", "total", "128894", "reported", "128894", "L10"),
    ("990100-2017", "disclosure.channel.gazette", "total", "40000", "text_number", "4万份", "L14"),
    ("990100-2017", "disclosure.channel.website", "total", "0", "reported_zero", "0", "L18"),
    ("990100-2017", "capacity.funds", "total", "178.8", "reported", "178.8", "L22"),
    ("990100-2017", "disclosure.total", "total@in_text", "128893", "reported", "128893", "L3"),
    ("990100-2017", "disclosure.total", "total@in_text", "128893", "reported", "128893", "L4"),
    ("990100-2017", "disclosure.total", "total@prose", "128900", "reported", "128900", "L5:3-8"),
    ("990100-2017", "capacity.funds", "total@prose", "1788000", "reported", "1788000", "L5:11-17"),
    ("990000-2016", "disclosure.total", "total@prose", "5", "reported", "5", "L2:1-1"),
    ("990000-2016", "requests.received.letter", "total@prose", "3", "reported", "3", "L2:5-5"),
    ("990000-2016", "requests.received.online", "total@prose", "0", "reported_zero", "未收到", "L2:8-10"),
    ("990101-2017", "disclosure.channel.gazette", "total@prose", "6", "reported", "6", "L6:1-1"),
    ("990100-xinqu-2021", "licences.items_last_year", "total", "4", "reported", "4", "L10"),
    ("990100-xinqu-2021", "applications.new", "total", "11", "reported", "11", "L20"),
    ("990100-xinqu-2021", "outcome.granted", "total", "8", "reported", "8", "L22"),
    ("990100-xinqu-2021", "outcome.refused", "total", "3", "reported", "3", "L23"),
    ("990100-xinqu-2021", "outcome.total", "total", "11", "reported", "11", "L24"),
    ("990101-2017", "disclosure.total", "total", "7", "reported", "7", "L9"),
    ("990101-2017", "disclosure.channel.gazette", "total", "", "not_in_form", "", ""),
    ("990101-2017", "disclosure.channel.website", "total", "", "unparsed", HOSTILE, "L13"),
    ("990101-2017", "capacity.funds", "total", "", "mark", "'——", "L17"),
    ("990100-xinqu-2020", "licences.items_last_year", "total", "", "form_absent", "", ""),
    ("990100-xinqu-2020", "licences.items_change", "total", "", "form_absent", "", ""),
    ("990100-xinqu-2020", "applications.new", "natural_person", "9", "reported", "9", "L30"),
    ("990100-xinqu-2020", "applications.new", "total", "9", "reported", "[bookmark: _GoBack] 9", "L31"),
    ("990100-xinqu-2020", "outcome.granted", "natural_person", "", "blank", " ", "L33"),
    ("990100-xinqu-2020", "outcome.granted", "total", "", "blank", "", "L34"),
    ("990100-xinqu-2020", "outcome.total", "natural_person", "9", "reported", "9", "L36"),
    ("990100-xinqu-2020", "outcome.total", "total", "9", "reported", "9", "L37"),
    ("990100-xinqu-2020", "remedy.review.upheld", "total", "", "blank", "", "L40"),
    ("990100-xinqu-2020", "remedy.review.total", "total", "", "image", "[image: a.png]", "L41"),
]

REPORTS = [
    ("990100-2017", "990100", 2017, "2014", "白水市2017年年度报告"),
    ("990101-2017", "990101", 2017, "2014", HOSTILE),
    ("990100-xinqu-2020", "990100-xinqu", 2020, "2019", "白水新区2020年年度报告"),
    ("990100-xinqu-2021", "990100-xinqu", 2021, "2021", "白水新区2021年年度报告"),
    ("990000-2016", "990000", 2016, "none", "云上省2016年年度报告"),
]

# report, number, indicator, about, quantity, low, high, unit, qualifier, phrase, locator
STATEMENTS = [
    ("990000-2016", 1, "disclosure.total", "", "5", "5", "5", "条", "exact", "公开5条", "L2:1-1"),
    ("990000-2016", 2, "requests.received.letter", "", "3", "3", "3", "件", "exact", "信函3件", "L2:5-5"),
    ("990000-2016", 3, "requests.received.online", "", "0", "0", "0", "", "zero_in_words", "未收到网络申请", "L2:8-10"),
    ("990100-2017", 1, "disclosure.total", "", "128900", "128900", "128900", "条", "exact", "公开128900条", "L5:3-8"),
    (
        "990100-2017",
        2,
        "capacity.funds",
        "",
        "1788000",
        "1788000",
        "1788000",
        "元",
        "exact",
        "经费1788000元",
        "L5:11-17",
    ),
    ("990100-2017", 3, "disclosure.total", "", "128000", "128000", "129000", "条", "余", "128000余条", "L6:1-7"),
    (
        "990100-2017",
        4,
        "disclosure.channel.gazette",
        "",
        "50000",
        "45000",
        "55000",
        "份",
        "rounded",
        "赠阅5万份",
        "L6:9-10",
    ),
    ("990100-2017", 5, "", "capacity.funds", "", "2", "3", "名", "range", "2至3名", "L6:12-14"),
    ("990100-2017", 6, "", "", "3000000", "3000000", "", "人次", "突破", "突破300万人次", "L6:16-20"),
    ("990101-2017", 1, "disclosure.channel.gazette", "", "6", "6", "6", "'=条", "exact", HOSTILE[:26], "L6:1-1"),
]
CITATIONS = [
    ("990100-2017", "云政发〔2016〕1号", "云政发", 2, "L7:1-10;L8:1-10"),
    ("990101-2017", HOSTILE, "'=x", 1, "L7:1-10"),
]
CAPTIONS = [
    ("990100-2017", 1, "财政公开", "一、栏目/（一）财政", "L30:1-4"),
    ("990100-2017", 2, "税收公开", "一、栏目/（一）财政", "L31:1-4"),
    ("990100-2017", 3, "没有章节的图", "", "L32:1-6"),
    ("990101-2017", 1, HOSTILE, HOSTILE, "L33:1-9"),
]
PROBLEMS = [
    ("990100-2017", "measure", 1, "L41:1-9"),
    ("990100-2017", "problem", 1, "L40:1-9"),
    ("990100-2017", "problem", 2, "L40:11-19"),
]
CONTACTS = [
    ("990100-2017", "telephone", "0000-1234567", "L50:1-12"),
    ("990101-2017", "website", "javascript:alert(1)", "L51:1-19"),
    ("990101-2017", "email", HOSTILE, "L51:21-39"),
]

# version, date, report, indicator, applicant, source, kind, before, after, reason
CHANGES = [
    ("0.0.1", "2020-02-02", "990100-2017", "", "", "", "added", "", "", "新收入。"),
    ("0.0.1", "2020-02-02", "990100-2017", "disclosure.total", "total", "prose", "state", "blank", "128900", HOSTILE),
    (
        "0.0.1",
        "2020-02-02",
        "990100-2017",
        "capacity.funds",
        "total",
        "form",
        "removed",
        "40000 text_number",
        "",
        "错行。",
    ),
    ("0.0.1", "2020-02-02", "990199-2017", "", "", "", "removed", "", "", "撤下。"),
    (
        "0.0.10",
        "2020-03-02",
        "990100-2017",
        "disclosure.total",
        "total",
        "form",
        "changed",
        "12889",
        "128894",
        "少读一位。",
    ),
    (
        "0.0.10",
        "2020-03-02",
        "990100-xinqu-2020",
        "applications.new",
        "natural_person",
        "form",
        "state",
        "blank; 5",
        "9",
        "'=1",
    ),
]

# correspondence without its forms, from, relation, to
CONCORDANCE = [
    ("2014", "requests.received", "exact", "2019", "applications.new"),
    ("2014", "requests.received", "exact", "2021", "applications.new"),
    ("2014", "requests.received.letter + requests.received.online", "sum", "2019", "outcome.granted"),
    ("2014", "requests.received.letter + requests.received.online", "sum", "2021", "outcome.granted"),
    ("2014", "disclosure.total", "none", "2019", ""),
    ("2014", "capacity.funds", "none", "2019", "outcome.total"),
    ("2014", "disclosure.channel.gazette", "none", "2021", ""),
    ("2019", "licences.items_last_year", "exact", "2021", "licences.items_last_year"),
    ("2019", "applications.new", "exact", "2021", "applications.new"),
    ("2019", "outcome.granted", "exact", "2021", "outcome.granted"),
    ("2019", "outcome.total", "exact", "2021", "outcome.total"),
    ("2019", "remedy.review.total", "broader", "2021", "licences.items_last_year"),
    ("2019", "", "none", "2021", "outcome.refused"),
]
# ratio, form, numerator, denominator, unit, name
FORMULAS = [
    ("full_rate", "2019", "outcome.granted", "outcome.total", "", "全部公开率"),
    ("full_rate", "2021", "outcome.granted", "outcome.total", "", "全部公开率"),
    ("person_share", "2019", "applications.new@natural_person", "applications.new", "", HOSTILE),
    ("funds_each", "2014", "capacity.funds", "disclosure.total - disclosure.channel.gazette", "万元/条", "每条经费"),
]
# report, ratio, form, source, value, numerator, denominator, operands, reason
RATIOS = [
    ("990100-xinqu-2020", "full_rate", "2019", "form", "", "", "9", "▢ | 9", "blank"),
    ("990100-xinqu-2020", "person_share", "2019", "form", "1", "9", "9", "9 | 9", ""),
    ("990100-xinqu-2021", "full_rate", "2021", "form", "0.727273", "8", "11", "8 | 11", ""),
    ("990100-2017", "funds_each", "2014", "form", "0.002011", "178.8", "88894", "178.8 | 128894 - 40000", ""),
    ("990000-2016", "funds_each", "2014", "prose", "", "", "", "… | 5 - …", "not_stated"),
]

# rule, form, kind, status, left, op, right, over, sentence, message
RULES = [
    (
        *("channels.parts", "2014", "equality", "official", "disclosure.total", "equals"),
        *(
            "disclosure.channel.gazette + disclosure.channel.website",
            "",
            "各项之和",
            "写的是{actual}，相加为{expected}，差{gap}。",
        ),
    ),
    (
        *("matrix.kinds", "2019;2021", "equality", "expected", "*@total", "equals", "*@natural_person", "indicators"),
        *("总计是各栏之和", "总计{actual}，各栏{expected}，差{gap}。"),
    ),
    (
        *("balance", "2019;2021", "equality", "official", "applications.new", "equals", "outcome.total", "applicants"),
        *("进的等于出的", "新收{actual}，办理{expected}，差{gap}。"),
    ),
    (
        *(
            "carried",
            "2021",
            "carry_over",
            "weak",
            "licences.items_last_year",
            "equals",
            "licences.items_last_year[-1]",
            "",
        ),
        *("上年的数", "本年{actual}，上年{expected}，差{gap}。"),
    ),
    (
        "prose.table",
        "2014",
        "prose",
        "expected",
        "*",
        "agrees",
        "*",
        "indicators",
        "正文与表",
        "表{actual}，正文{expected}。",
    ),
    (
        "in_text",
        "2014",
        "in_text",
        "expected",
        "*",
        "equals",
        "*",
        "indicators",
        "两张表",
        "附表{actual}，正文中的表{expected}。",
    ),
    (
        "published",
        "2014",
        "deadline",
        "expected",
        "published",
        "at_least",
        "period_end",
        "",
        "报告期",
        "落款早于：{operands}。",
    ),
    (
        "captions",
        "2014",
        "sequence",
        "weak",
        "captions",
        "equals",
        "ordinals",
        "",
        HOSTILE,
        "到{expected}，有{actual}，差{gap}：{operands}。",
    ),
    (
        "never",
        "2021",
        "order",
        "weak",
        "outcome.refused",
        "at_most",
        "outcome.granted + outcome.total",
        "",
        "没用过",
        "多{gap}。",
    ),
]
# report, rule, instance, result, verdict, actual, expected, gap, operands, evidence
CHECKS = [
    *(("990100-2017", "channels.parts", "total", "fails", "contradiction", 128894, 40000, 88894, "40000 + 0", ""),),
    ("990100-2017", "prose.table", "disclosure.total/1", "fails", "contradiction", 128894, 128900, -6, "128900", ""),
    ("990100-2017", "prose.table", "capacity.funds/2", "holds", "holds", 178.8, 178.8, 0, "178.8", ""),
    ("990100-2017", "prose.table", "disclosure.total/3", "holds", "holds", 128894, 128000, 894, "128000余", ""),
    (
        *("990100-2017", "prose.table", "disclosure.channel.gazette/4", "fails", "contradiction"),
        *(40000, 45000, -5000, "45000–55000", ""),
    ),
    ("990100-2017", "prose.table", "capacity.funds/5", "fails", "question", 178.8, 3, 175.8, "2–3", "scope:L6:12-14"),
    ("990100-2017", "in_text", "disclosure.total", "fails", "contradiction", 128894, 128893, 1, "128893", ""),
    ("990100-2017", "captions", "total", "fails", "question", 2, 3, -1, HOSTILE, ""),
    ("990100-2017", "published", "total", "holds", "holds", "", "", "", "2018-01 | 2017-12-31", ""),
    ("990101-2017", "channels.parts", "total", "not_assessable", "open", 7, "", "", "?", ""),
    ("990101-2017", "captions", "total", "fails", "question", 1, "", "", HOSTILE, HOSTILE),
    ("990000-2016", "channels.parts", "total", "fails", "question", 5, 9, -4, "▢ + 9", "zero:L2:8-10"),
    ("990100-xinqu-2020", "balance", "natural_person", "holds", "holds", 9, 9, 0, "9", ""),
    ("990100-xinqu-2020", "balance", "total", "holds", "holds", 9, 9, 0, "9", ""),
    ("990100-xinqu-2020", "matrix.kinds", "outcome.granted", "not_assessable", "open", "", "", "", "▢", ""),
    ("990100-xinqu-2020", "matrix.kinds", "applications.new", "holds", "holds", 9, 9, 0, "9", ""),
    (
        "990100-xinqu-2020",
        "matrix.kinds",
        "outcome.total",
        "holds_if_blank_is_zero",
        "holds",
        9,
        9,
        0,
        "9",
        "zero:L9:1-2",
    ),
    ("990100-xinqu-2021", "balance", "total", "holds", "holds", 11, 11, 0, "11", ""),
    ("990100-xinqu-2021", "carried", "total", "derivable", "open", "", 4, "", "▢", ""),
]
# report, hint, indicator, applicant, printed, would_be, rules, evidence, locator, set_size
HINTS = [
    (
        *("990100-2017", 1, "disclosure.total", "total", 128894, 128900, "channels.parts;prose.table"),
        *("prose:L5:3-8;one_digit", "L10", 1),
    ),
    ("990100-2017", 2, "disclosure.channel.website", "total", 0, 88894, "channels.parts", "", "L18", 2),
    (
        *("990100-2017", 3, "capacity.funds", "total", 178.8, 1788, "never"),
        *("times_ten;equals:disclosure.channel.website@total", "L22", 1),
    ),
]
# correction, report, indicator, applicant, source, locator, action, original value, state, raw, value, state, reasons
CORRECTIONS = [
    (
        *("990101-2017.1", "990101-2017", "disclosure.total", "total", "form", "L9", "value"),
        *("1", "reported", HOSTILE, "7", "reported", HOSTILE, "", HOSTILE),
    ),
]


def write_made_up_package(root: Path, standings: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """The made-up package below root/datapackage/annual-reports; `standings` gives status and supersedes of reports
    that are not current or take the place of one."""
    folder = root / "datapackage" / "annual-reports"
    resources = [write_table(folder, name, columns, rows) for name, columns, rows in tables(standings or {})]
    descriptor = describe(resources)
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return folder


def describe(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The descriptor of an invented package."""
    return {
        "name": "made-up",
        "title": "虚构的数据",
        "version": "0.0.1",
        "created": "2020-02-02T00:00:00Z",
        "hash": f"sha256:{'5' * 64}",
        "homepage": "https://data.example.org/gongkai/",
        "contributors": [{"title": "云上数据社"}],
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": resources,
    }


def tables(standings: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, list[tuple[Any, ...]]]]:
    reports = {one[0]: one for one in REPORTS}
    units = {one[0]: one[3] for one in INDICATORS}
    labels = {(line[0], line[1]): line[3] or line[4] for line in LINES}
    states = {one[0]: one[4] for one in STATES}
    observations = "report_id authority time_period form indicator applicant source obs_value cell_state obs_status"
    observations += " unit_measure raw label locator"
    tables: list[tuple[str, str, list[tuple[Any, ...]]]] = []
    for year in (2016, 2017, 2020, 2021):
        rows = []
        for report, indicator, applicant, value, state, raw, locator in CELLS:
            _, authority, when, form, _ = reports[report]
            label = labels.get((form, indicator), "正文") if locator else ""
            applicant, _, source = applicant.partition("@")
            if when == year:
                at = (report, authority, when, form.replace("none", "2014"), indicator, applicant)
                head = (*at, source or "form", value, state, states[state])
                unit = "元" if value == "1788000" else units[indicator]
                rows.append((*head, unit, raw, label, locator))
        tables.append((f"observations-{year}", observations, rows))
    columns = "report_id authority time_period form title published published_printed period_from period_to scope"
    columns += " document sha256 bytes media_type encoding url retrieved status supersedes"
    rows = []
    for report, authority, when, form, title in REPORTS:
        digest = hashlib.sha256(report.encode()).hexdigest()
        dates = ("2018-01", "二O一八年一月", f"{when}-01-01", f"{when}-12-31")
        file = (f"{report}.txt", digest, 1234, "text/plain", "utf-8", "", "", *standings.get(report, ("current", "")))
        rows.append((report, authority, when, form, title, *dates, "unknown", *file))
    tables.append(("reports", columns, rows))
    tables.append(("authorities", "authority name_zh name_en aliases parent kind", list(AUTHORITIES)))
    kinds = {one[0]: (place, *one) for place, one in enumerate(INDICATORS, 1)}
    indicators = [(one, parent, at, kind, unit, zh, one) for at, one, parent, kind, unit, zh in kinds.values()]
    tables.append(("indicators", "indicator parent order kind unit label_zh label_en", indicators))
    applicants = [("natural_person", 1, "自然人", "Natural persons"), ("total", 7, "总计", "Total")]
    tables.append(("applicants", "applicant order label_zh label_en", applicants))
    rows = [(one, at, glyph, zh, one, status, f"{zh}。", one) for one, at, glyph, zh, status in STATES]
    tables.append(("cell_states", "cell_state order glyph label_zh label_en obs_status note_zh note_en", rows))
    rows = [
        ("2014", 1, "2014年统计表", "Table of 2014", "某号文件", 2014, 2018, "一张长表。", "One long table."),
        ("2019", 2, "2019年格式", "Format of 2019", "", 2019, 2020, "几张表。", "Some tables."),
        ("2021", 3, "2021年格式", "Format of 2021", "", 2021, None, "又几张表。", "More tables."),
    ]
    tables.append(("forms", "form order name_zh name_en basis years_from years_to note_zh note_en", rows))
    rows = []
    for form, indicator, table, row, head in LINES:
        at, _, parent, kind, unit, _ = kinds[indicator]
        rows.append((form, indicator, parent, at, kind, table, row, head, unit, row or head))
    tables.append(("form_lines", "form indicator parent order kind table row head unit label", rows))
    rows = [("990000-2016", "text", "L5", 4), ("990100-2017", "table", "L7", 12)]
    tables.append(("residue", "report_id kind locator digits", rows))
    columns = "report_id statement indicator about quantity low high unit qualifier phrase locator"
    tables.append(("statements", columns, list(STATEMENTS)))
    tables.append(("citations", "report_id number issuer count locators", list(CITATIONS)))
    tables.append(("captions", "report_id number title section locator", list(CAPTIONS)))
    columns = "version date report_id indicator applicant source kind before after reason_zh reason_en"
    tables.append(("changes", columns, [(*one, "reason") for one in CHANGES]))
    tables.append(("problems", "report_id kind ordinal locator", list(PROBLEMS)))
    tables.append(("contacts", "report_id kind value locator", list(CONTACTS)))
    columns = "correspondence from_form from_indicators relation to_form to_indicators note_zh note_en"
    rows = [
        (f"{old}-{new}.{(one or other).split(' ')[0]}", old, one, relation, new, other, HOSTILE, relation)
        for old, one, relation, new, other in CONCORDANCE
    ]
    tables.append(("concordance", columns, rows))
    columns = "ratio form order numerator denominator unit name_zh name_en note_zh note_en"
    rows = [(*one[:2], at, *one[2:], one[0], f"{one[5]}。", one[0]) for at, one in enumerate(FORMULAS, 1)]
    tables.append(("ratio_formulas", columns, rows))
    columns = "report_id ratio form source value numerator denominator operands formula reason"
    tables.append(("ratios", columns, [(*one[:8], one[1], one[8]) for one in RATIOS]))
    columns = "rule order form kind status left op right over sentence message_zh sentence_en message_en"
    rows = [(one[0], at, *one[1:], one[0], "{actual}, {expected}, {gap}.") for at, one in enumerate(RULES, 1)]
    tables.append(("rules", columns, rows))
    columns = "report_id rule instance result verdict actual expected gap operands evidence"
    tables.append(("checks", columns, sorted(CHECKS, key=lambda one: one[:3])))
    columns = "report_id hint indicator applicant printed would_be rules evidence locator set_size"
    tables.append(("hints", columns, list(HINTS)))
    columns = (
        "correction report_id indicator applicant source locator action original_value original_state original_raw"
    )
    columns += " value state reason_zh reason_en evidence"
    tables.append(("corrections", columns, list(CORRECTIONS)))
    return tables


def write_table(folder: Path, name: str, columns: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    path = folder / "data" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([columns.split(), *rows])
    kinds = {column: "integer" if column in INTEGERS else "string" for column in columns.split()}
    kinds |= dict.fromkeys(NUMBERS & kinds.keys(), "number")
    if name == "citations":
        kinds["number"] = "string"
    if name != "ratios":
        kinds |= dict.fromkeys({"value", "numerator", "denominator"} & kinds.keys(), "string")
    if name == "contacts":
        kinds["value"] = "string"
    fields = [{"name": column, "type": kind, "title": column} for column, kind in kinds.items()]
    return {"name": name, "path": f"data/{name}.csv", "title": name, "schema": {"fields": fields}}
