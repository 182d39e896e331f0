import pytest

from gongkai import labels

SAME = [
    ("1、政府公报公开政府信息数", "\u3000\u30001.政府公报公开政府信息数"),
    ("（一）市政府及其部门", "(一)市政府及其部门"),
    ("（二）乡镇政府（街道办事处）", "（三）乡镇政府（街道办事处）"),
    ("十二、依申请公开信息收取的费用", "十一、依申请公开信息收取的费用"),
    ("其中：主要负责同志参加新闻发布会次数", "其中:主要负责同志参加新闻发布会次数"),
    ("3.危及“三安全一稳定”", '3．危及"三安全一稳定"'),
    ("统计指标", "统\u3000计\u3000指\u3000标"),
    ("（一）予以公开", "⼀（一）予以公开"[1:]),
    ("五、行政诉讼数量", "五、⾏政诉讼数量"),
    ("自然人", "[bookmark: _GoBack]自然⼈"),
    ("行政规范性文件", "行政規範性檔案"),
    ("七、向图书馆、档案馆等查阅场所报送信息数", "七、向圖書館、檔案館等查閱場所報送資訊數"),
    ("2.政府网站公开政府信息数", "2.政府網站公開政府信息數"),
    ("制发规范性文件总数", "制發(fā)规范性文件總數(shù)"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_printings_of_one_label_have_one_key(one: str, other: str) -> None:
    assert labels.key(one) == labels.key(other)


def test_a_note_is_no_part_of_the_short_key_however_often_it_is_printed() -> None:
    note = "（不同渠道和方式公开相同信息计1条）"
    assert labels.short_key("（一）主动公开政府信息数" + note * 2) == labels.short_key("主动公开政府信息数")


def test_brackets_inside_a_name_stay() -> None:
    assert labels.key("（二）县（市、区）政府门户网站") == "县(市、区)政府门户网站"


def test_a_label_that_is_only_an_ordinal_keeps_it() -> None:
    assert labels.key("（一）") == "(一)"


@pytest.mark.parametrize(
    ("label", "depth"),
    [("一、主动公开情况", 0), ("（二）其他", 1), ("3、其他", 2), ("3.其他", 2), ("其中：其他", 3), ("其他", 3)],
)
def test_ordinals_tell_the_depth(label: str, depth: int) -> None:
    assert labels.ordinal_depth(label) == depth
