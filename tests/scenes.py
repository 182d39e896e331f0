"""What a chart draws, read back from the scene that Vega makes of its spec: positions become numbers again."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vl_convert

from gongkai.charts import TWINS, Drawings, twin_rows
from gongkai.charts.tones import WIDTH
from gongkai.fonts import fetch_font
from tests.built import REPOSITORY


def make_drawings(folder: Path) -> Drawings:
    """A drawer with an empty cache below `folder`, and the font that is fetched once."""
    shared = REPOSITORY / ".cache"
    shared.mkdir(exist_ok=True)
    (folder / "fonts").symlink_to(fetch_font(shared))
    return Drawings(folder)


def draw_scene(spec: Mapping[str, Any]) -> Any:
    return vl_convert.vegalite_to_scenegraph(json.dumps(spec))


def walk(scene: Any) -> Iterator[dict[str, Any]]:
    if isinstance(scene, dict):
        yield scene
        for inside in scene.values():
            yield from walk(inside)
    elif isinstance(scene, list):
        for inside in scene:
            yield from walk(inside)


def items(scene: Any, kind: str) -> list[dict[str, Any]]:
    """The items of every mark of one kind, axes left out, in the order of drawing."""
    return [item for one in walk(scene) if one.get("marktype") == kind and one.get("name") for item in one["items"]]


def layers(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = spec["layer"] if "layer" in spec else spec["spec"]["layer"]
    assert isinstance(found, list)
    return found


def layer_items(spec: Mapping[str, Any], scene: Any, at: int) -> list[dict[str, Any]]:
    """The items that the layer numbered `at` draws."""
    marks = [one for one in walk(scene) if "marktype" in one and str(one.get("name", "")).endswith(f"layer_{at}_marks")]
    return [item for one in marks for item in one["items"]]


def find_layers(spec: Mapping[str, Any], kinds: Sequence[str], field: str) -> list[int]:
    """The layers of marks of these kinds at the place of a number's field."""
    return [
        at
        for at, one in enumerate(layers(spec))
        if one["mark"]["type"] in kinds
        and any(one["encoding"].get(axis, {}).get("field") == field for axis in ("x", "y"))
    ]


def drawn_numbers(recipe: str, spec: Mapping[str, Any]) -> dict[str, list[float]]:
    """By column of numbers what the marks say, in the order of drawing; the greatest number is taken for the scale."""
    scene, rows = draw_scene(spec), spec["data"]["values"]
    found: dict[str, list[float]] = {}
    for field in dict.fromkeys(one.number for one in TWINS[recipe] if one.number):
        if recipe == "coverage_share":
            if field == "reports":  # printed; how many have a table is said on touching
                texts = layer_items(spec, scene, 1)
                found[field] = [float(one["text"].replace(",", "").replace("·", "0")) for one in texts]
        elif recipe == "quartiles":
            found |= _quartiles(spec, scene, rows)
        else:
            kinds = {"series": ["point"], "strip": ["tick", "point"], "strip_tenfold": ["tick", "point"]}
            at = find_layers(spec, kinds.get(recipe, ["bar"]), field)
            drawn = [item for one in at for item in layer_items(spec, scene, one)]
            found[field] = [_number(recipe, field, rows, one, at) for at, one in enumerate(drawn)]
    return found


def _number(recipe: str, field: str, rows: Sequence[Mapping[str, Any]], item: Mapping[str, Any], at: int) -> float:
    numbers = [row[field] for row in rows if row[field] is not None]
    top = max(numbers)
    if recipe == "series":
        return (96 - item["y"]) / 96 * top
    if recipe in {"compare_years", "compare_own"}:
        if recipe == "compare_own":
            key = [row["key"] for row in rows if row[field] is not None][at]
            top = max(row[field] for row in rows if row["key"] == key and row[field] is not None)
        return float(item["height"] / 44 * top)
    if recipe.startswith("strip"):
        place = item["x"] + item.get("width", 0) / 2
        return math.expm1(place / WIDTH * math.log1p(top)) if recipe == "strip_tenfold" else place / WIDTH * top
    if recipe == "states":
        top = max(sum(row[field] for row in rows if row["key"] == key) for key in {row["key"] for row in rows})
    if recipe == "outcomes":
        key = rows[at]["key"]
        top = sum(row[field] for row in rows if row["key"] == key)
    return float(item["width"] / WIDTH * top)


def _quartiles(spec: Mapping[str, Any], scene: Any, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    top = max(row["high"] for row in rows)
    found: dict[str, list[float]] = {}
    for pair, field in ((("low", "high"), "low"), (("lower", "upper"), "lower")):
        bars = layer_items(spec, scene, find_layers(spec, ["bar"], field)[0])
        found[pair[0]] = [one["x"] / WIDTH * top for one in bars]
        found[pair[1]] = [(one["x"] + one["width"]) / WIDTH * top for one in bars]
    ticks = layer_items(spec, scene, find_layers(spec, ["tick"], "middle")[0])
    return found | {"middle": [(one["x"] + one["width"] / 2) / WIDTH * top for one in ticks]}


def twin_numbers(recipe: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[float]]:
    """By column of numbers what the twin, and so the CSV, has, in the order in which they are drawn."""
    order = list(rows)
    if recipe.startswith("strip"):
        own, median = ([row for row in rows if row["role"] == role] for role in ("own", "median"))
        order = [
            *(row for row in rows if row["role"] != "median"),
            *own,
            *median,
        ]  # its own is drawn once more, thicker
    shown = twin_rows(recipe, order)
    return {
        one.number: [float(row[at].number) for row in shown if row[at].number]
        for at, one in enumerate(TWINS[recipe])
        if one.number
    }
