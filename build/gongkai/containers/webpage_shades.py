"""What declarations of a style say of whether text can be seen on paper, and stands in line with the text beside it."""

import re

_HARDLY = re.compile(r"(?:[01](?:\.[0-9]*)?|\.[0-9]+)p[xt]|0?\.[01][0-9]*r?em|[0-9](?:\.[0-9]*)?%")
_FAINT = 0.1
_PALE = 0xE0
_PALE_NAMES = frozenset(
    {
        "white", "transparent", "snow", "ivory", "whitesmoke", "ghostwhite", "floralwhite", "mintcream", "azure",
        "aliceblue", "seashell", "honeydew",
    }
)  # fmt: skip
_FAR = {"px": 4.0, "pt": 3.0, "em": 0.25, "rem": 0.25, "ex": 0.5, "%": 25.0}


def is_hardly_seen(size: str) -> bool:
    """Whether letters of a font size are too small to be seen."""
    return bool(_HARDLY.fullmatch(size))


def is_pale(colour: str | None) -> bool:
    """Whether text of a colour cannot be seen on paper, or by few: white or nearly so, or transparent."""
    said = "".join((colour or "").lower().split())
    if said in _PALE_NAMES:
        return True
    if match := re.fullmatch(r"#?([0-9a-f]{3}|[0-9a-f]{6})", said):
        return min(match[1][:: len(match[1]) // 3]) >= "e"
    channels = re.findall(r"[0-9.]+", said) if said.startswith("rgb") else []
    is_clear = len(channels) == 4 and float(channels[3]) < _FAINT
    return is_clear or (len(channels) >= 3 and min(map(float, channels[:3])) >= _PALE)


def is_faint(said: dict[str, str]) -> bool:
    """Whether text is too faint to be seen, scaled to nothing, or cut away."""
    shown = re.match(r"[0-9]*\.?[0-9]+", said.get("opacity", "1"))
    is_scaled = re.search(r"scale[xy3d]*\(\s*0+(?:\.0*)?\s*[,)]", said.get("transform", ""))
    is_cut = re.match(r"inset\(\s*(?:50|100)%", said.get("clip-path", ""))
    by_filter = re.search(r"opacity[(=]\s*0+(?:\.0*)?%?\)", said.get("filter", ""))
    return bool((shown and float(shown[0]) < _FAINT) or is_scaled or is_cut or by_filter)


def is_shifted(said: dict[str, str]) -> bool:
    """Whether text stands so much above, below or over the text beside it that it is no part of it."""
    raised = [said.get("vertical-align", ""), said.get("mso-text-raise", "")]
    raised += [said.get("top", ""), said.get("bottom", "")] if said.get("position") == "relative" else []
    is_small_on_top = said.get("vertical-align") in ("top", "text-top") and "font-size" in said
    is_packed = said.get("letter-spacing", "").startswith("-") and _is_far(said["letter-spacing"])
    return is_small_on_top or is_packed or any(map(_is_far, raised))


def _is_far(length: str) -> bool:
    match = re.fullmatch(r"[+-]?([0-9]*\.?[0-9]+)(px|pt|em|rem|ex|%)", length)
    return bool(match) and float(match[1]) >= _FAR[match[2]] if match else length in ("text-top", "text-bottom")


def _ground(said: dict[str, str]) -> str:
    return said.get("background-color") or said.get("background", "")


def is_painted(said: dict[str, str]) -> bool:
    """Whether the ground is coloured: white text can be seen on it."""
    ground = _ground(said)
    return bool(ground) and not is_pale(ground) and ground not in ("none", "inherit", "initial", "0 0")


def is_like_its_ground(said: dict[str, str]) -> bool:
    """Whether text has the colour of what it stands on."""
    return bool(_ground(said)) and said.get("color") == _ground(said)
