import pytest

from gongkai.imprints import read_imprint, title_year


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2018年1月", "2018-01"),
        ("2017年1月22日   ", "2017-01-22"),
        ("二O一五年一月十四日", "2015-01-14"),
        ("二〇一六年十二月三十一日", "2016-12-31"),
        ("二○二一年十月二十日", "2021-10-20"),
        ("  2018 年 3 月 9 日", "2018-03-09"),
    ],
)
def test_the_date_under_the_signature(printed: str, iso: str) -> None:
    imprint = read_imprint(["正文2016年1月1日。", "", printed, "\t2019年1月"])
    assert (imprint.published, imprint.published_printed) == (iso, "".join(printed.split()))


@pytest.mark.parametrize("line", ["2017年2月30日", "2017年13月", "自2017年1月1日", "2017年", "一七年三月"])
def test_no_date_is_made_of_what_is_none(line: str) -> None:
    assert read_imprint([line]).published == ""


@pytest.mark.parametrize(
    "line",
    [
        "统计期限为2014年1月1日至2014年12月31日。",
        "统计期限自 2014 年 1 月 1 日起，至2014年12月31日止",
        "数据的时间为2014年1月1日—12月31日",
        "期限从2014年1月1日起到2014年12月31日",
    ],
)
def test_the_period(line: str) -> None:
    imprint = read_imprint(["", line])
    assert (imprint.period_from, imprint.period_to) == ("2014-01-01", "2014-12-31")
    ((row, first, last),) = imprint.spans
    assert (row, line[first - 1 : last][:4], line[first - 1 : last][-1]) == (2, "2014", "日")


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    assert read_imprint(["2014年12月31日至2014年1月1日"]).period_from == ""


def test_a_title_over_several_lines() -> None:
    imprint = read_imprint(["", "云溪高新区2020年度政府信息公开", "工作年度报告", "根据2020年的要求"])
    assert imprint.title == "云溪高新区2020年度政府信息公开工作年度报告"
    assert title_year(imprint.title) == 2020


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            [
                "首页 > 政府信息公开 > 年报",
                "政府信息公开",
                "云溪市晴川区2016年政府信息公开工作年度报告",
                "来源：区政府办公室",
            ],
            "云溪市晴川区2016年政府信息公开工作年度报告",
        ),
        (["2022年云溪市政府信息公开工作年度报告", "", "字号："], "2022年云溪市政府信息公开工作年度报告"),
        (
            ["网站地图", "云溪市人民政府", "2019年度", "政府信息公开工作年度报告"],
            "云溪市人民政府2019年度政府信息公开工作年度报告",
        ),
        (["云溪市財政局2021年政府信息公開工作年度報告"], "云溪市財政局2021年政府信息公開工作年度報告"),
        (["政府信息公开年报", "云溪市 2020 年政府信息公开年报"], "云溪市2020年政府信息公开年报"),
        (["根据要求，现公布云溪市2020年政府信息公开工作年度报告"], ""),
        (["关于报送2020年政府信息公开工作年度报告"], ""),
    ],
)
def test_a_title_inside_a_page(lines: list[str], title: str) -> None:
    assert read_imprint(lines).title == title


def test_running_text_is_no_title() -> None:
    assert read_imprint(["请" * 70 + "政府信息公开工作年度报告"]).title == ""


def test_a_title_with_two_years_names_none() -> None:
    assert title_year("2016年和2017年政府信息公开工作报告") is None
