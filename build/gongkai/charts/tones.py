"""Measures and tones of the charts: marks in tones that stand on paper and on ink alike, words in `currentColor`."""

WIDTH = 320  # a phone of 320 pixels shows it at nine tenths
WORDS = 13  # sizes of text
SMALL = 12
LINE = 15  # from one line of a label to the next
INK = "#4f7388"
PALE = "#93abb5"
STATE_TONES = {
    "reported": "#4f7388",
    "reported_zero": "#93abb5",
    "text_number": "#6c8f6f",
    "blank": "#c2a878",
    "mark": "#8d7a58",
    "not_in_form": "#a095ab",
    "form_absent": "#75687f",
    "image": "#a77f6a",
    "unparsed": "#7d7d7d",
}

# How checks come out; cinnabar is for contradictions, here as on the pages.
OUTCOME_TONES = {
    "holds": "#4f7388",
    "if_zero": "#93abb5",
    "derivable": "#6c8f6f",
    "open": "#a8a193",
    "question": "#c2a878",
    "contradiction": "#b8432d",
}

# Shapes of one square of the coverage, filled with ink: whole, its left half, crossed out, a point for nothing.
SQUARE_SHAPES = {
    "full": "M-1,-1H1V1H-1Z",
    "half": "M-1,-1H0V1H-1Z",
    "former": "M-1,0.8L0.8,-1H1V-0.8L-0.8,1H-1Z",
    "none": "M-0.18,-0.18H0.18V0.18H-0.18Z",
}


def hatch(width: int, height: int, step: int = 6) -> str:
    """Slanting strokes over a field `width` × `height` pixels around a point: a path for point marks of size 4, whose
    unit is a pixel."""
    left, right, top, foot = -width / 2, width / 2, -height / 2, height / 2
    strokes = []
    for start in range(step, width + height, step):  # along the left edge upwards, then along the foot
        x, y = (left, top + start) if start <= height else (left + start - height, foot)
        long = min(right - x, y - top)
        strokes.append(f"M{x:g},{y:g}l{long:g},{-long:g}")
    return "".join(strokes)
