"""What is drawn on a page of a PDF, in drawing order: inks of text, ruled lines, backgrounds, pictures, shapes.

Said here too is what nobody sees: transparent, in the colour of what lies behind it, drawn over, or in a layer that is
off; and what few do: digits nearly in that colour.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from gongkai.containers.pdf_layers import Layers
from gongkai.containers.pdf_points import (
    SAME,
    Box,
    Matrix,
    Point,
    apply,
    area,
    around,
    holds,
    middle,
    minus,
    moved,
    times,
)

_THIN = 3.0  # a rectangle no thicker than this is a ruled line
_FRAME = 6.0  # a stroked rectangle smaller than this is a drawing, not a cell
_ALIKE = 16  # colours nearer than this, of 256 steps, are one
_FAINT = 32  # and nearer than this hard to tell apart
_DEEPEST = 8
Colour = tuple[int, int, int, int]
_PAPER: Colour = (255, 255, 255, 255)


class Edge(NamedTuple):
    """A horizontal or vertical ruled line."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_upright(self) -> bool:
        """Whether it is a vertical line."""
        return self.bottom - self.top > self.x1 - self.x0


class Ink(NamedTuple):
    """How a text object is inked: its number in drawing order, render mode, colour and clip; where it begins, whether
    its font is part of the document, and whether its layer is shown (None: cannot be told)."""

    order: int
    mode: int
    colour: Colour | None
    clip: Box | None
    start: Point
    is_embedded: bool
    shown: bool | None


class _Fill(NamedTuple):
    order: int
    box: Box
    colour: Colour | None


@dataclass
class Drawn:
    """Everything drawn on a page. `inks` are by the address of their object; `drawings` are shapes that are neither
    ruled lines nor backgrounds."""

    inks: dict[int, Ink] = field(default_factory=dict)
    pictures: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    _fills: list[_Fill] = field(default_factory=list)
    _covers: list[tuple[int, Box]] = field(default_factory=list)
    _edges: list[tuple[int, Edge, Colour | None]] = field(default_factory=list)

    @property
    def edges(self) -> list[Edge]:
        """The ruled lines that can be seen."""
        return [edge for order, edge, colour in self._edges if not self.is_hidden(middle(edge), order, colour, -_THIN)]

    def is_covered(self, at: Point, order: int) -> bool:
        """Whether a picture was laid over it here: what of it is seen cannot be told."""
        return any(later > order and holds(box, at) for later, box in self._covers)

    def is_hidden(self, at: Point, order: int, colour: Colour | None, beyond: float = 0) -> bool:
        """Whether something of this colour is unseen here: drawn over, transparent, or like what lies behind it.
        Nothing is hidden nearer than `-beyond` to the rim of what would hide it."""
        behind: Colour | None = _PAPER
        for fill in self._fills:
            if holds(fill.box, at, beyond):
                if fill.order > order:
                    return True
                behind = fill.colour if fill.order < order else behind
        if colour is None:
            return False
        return colour[3] < _ALIKE or (behind is not None and _is_alike(colour, behind))

    def is_faint(self, at: Point, order: int, colour: Colour | None) -> bool:
        """Whether something of this colour is hard to see on what lies behind it."""
        below = [fill.colour for fill in self._fills if fill.order < order and holds(fill.box, at)]
        behind = below[-1] if below else _PAPER
        if colour is None or behind is None:
            return False
        return all(abs(a - b) * colour[3] < _FAINT * 255 for a, b in zip(colour[:3], behind[:3], strict=True))


def read_drawn(page: Any, to_display: Matrix, page_area: float, layers: Layers) -> Drawn:
    """Everything drawn on a page of pypdfium2."""
    import pypdfium2.raw as pdfium

    drawn = Drawn()
    for order, (found, matrix, shown) in enumerate(_objects(page, layers)):
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.inks[address(found)] = _ink(found, order, matrix, to_display)._replace(shown=shown)
        elif not shown:
            if shown is None:
                drawn._covers.append((order, _bounds(found, times(matrix, to_display))))
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _add_path(found, order, times(matrix, to_display), drawn)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = moved((0, 0, 1, 1), times(times(_matrix(found), matrix), to_display))
            drawn.pictures.append(box)
            if area(box) <= page_area / 2:
                drawn._covers.append((order, box))
            elif not pdfium.FPDFPageObj_HasTransparency(found):
                drawn._fills.append(_Fill(order, box, None))
    return drawn


def _objects(page: Any, layers: Layers) -> Iterator[tuple[Any, Matrix, bool | None]]:
    """Every object in drawing order, with the matrix of the forms it is inside of, and whether it is shown."""
    import pypdfium2.raw as pdfium

    def unfold(
        found: Any, matrix: Matrix, around: bool | None, depth: int
    ) -> Iterator[tuple[Any, Matrix, bool | None]]:
        shown = layers.shows(found, around)
        if pdfium.FPDFPageObj_GetType(found) != pdfium.FPDF_PAGEOBJ_FORM:
            yield found, matrix, shown
        elif depth < _DEEPEST:
            own = times(_matrix(found), matrix)
            for at in range(pdfium.FPDFFormObj_CountObjects(found)):
                yield from unfold(pdfium.FPDFFormObj_GetObject(found, at), own, shown, depth + 1)

    for at in range(pdfium.FPDFPage_CountObjects(page.raw)):
        yield from unfold(pdfium.FPDFPage_GetObject(page.raw, at), SAME, True, 0)


def _bounds(found: Any, matrix: Matrix) -> Box:
    """The displayed box around an object."""
    import pypdfium2.raw as pdfium

    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(found, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return moved((left, bottom, right, top), matrix)


def _ink(found: Any, order: int, matrix: Matrix, to_display: Matrix) -> Ink:
    import pypdfium2.raw as pdfium

    mode = pdfium.FPDFTextObj_GetTextRenderMode(found)
    stroked = mode in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    colour = _colour(pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor, found)
    clip = _clip(found, to_display) if matrix == SAME else None
    start = apply((0, 0), times(times(_matrix(found), matrix), to_display))
    is_embedded = pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(found)) == 1
    return Ink(order, mode, colour, clip, start, is_embedded, True)


def _clip(found: Any, to_display: Matrix) -> Box | None:
    """The box that all clips of an object leave."""
    import pypdfium2.raw as pdfium

    path = pdfium.FPDFPageObj_GetClipPath(found)
    left: Box | None = None
    for at in range(max(pdfium.FPDFClipPath_CountPaths(path), 0) if path else 0):
        count = pdfium.FPDFClipPath_CountPathSegments(path, at)
        points = [_point(pdfium.FPDFClipPath_GetPathSegment(path, at, n), to_display) for n in range(max(count, 0))]
        if points:
            box = around(points)
            left = box if left is None else (*map(max, left[:2], box[:2]), *map(min, left[2:], box[2:]))  # type: ignore[assignment]
    return left


def _add_path(found: Any, order: int, matrix: Matrix, drawn: Drawn) -> None:
    """Ruled lines, rectangles that are backgrounds, and other shapes."""
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(found, mode, stroke)
    if not (mode.value or stroke.value):
        return
    line = _colour(pdfium.FPDFPageObj_GetStrokeColor, found)
    fill = _colour(pdfium.FPDFPageObj_GetFillColor, found)
    for points, is_straight in _shapes(found, times(_matrix(found), matrix)):
        box = around(points)
        thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
        if thin and max(box[2] - box[0], box[3] - box[1]) > 0:
            drawn._edges.append((order, _thin_edge(box), line if stroke.value else fill))
        elif not is_straight or (stroke.value and not mode.value and _is_small(box)):
            drawn.drawings.append(box)
        else:
            if mode.value and not pdfium.FPDFPageObj_HasTransparency(found):
                drawn._fills.append(_Fill(order, box, fill))
            pairs = pairwise(points) if stroke.value else ()
            drawn._edges += [(order, _thin_edge(around(pair)), line) for pair in pairs if pair[0] != pair[1]]


def _shapes(found: Any, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """The parts of a path as displayed points, and whether every side of it is upright or level."""
    import pypdfium2.raw as pdfium

    points: list[Point] = []
    is_straight = True
    for at in range(pdfium.FPDFPath_CountSegments(found)):
        segment = pdfium.FPDFPath_GetPathSegment(found, at)
        kind, point = pdfium.FPDFPathSegment_GetType(segment), _point(segment, matrix)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, is_straight
            points, is_straight = [], True
        elif points:
            bent = kind == pdfium.FPDF_SEGMENT_BEZIERTO
            is_straight = is_straight and not bent and min(map(abs, minus(point, points[-1]))) < 1
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points, is_straight


def address(found: Any) -> int:
    """The address of an object of pdfium, by which its characters name it."""
    return ctypes.cast(found, ctypes.c_void_p).value or 0


def _matrix(found: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(found, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _point(segment: Any, matrix: Matrix) -> Point:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return apply((x.value, y.value), matrix)


def _colour(get: Any, found: Any) -> Colour | None:
    """Red, green, blue and opacity; None where it is a pattern."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not get(found, *channels):
        return None
    red, green, blue, opaque = (channel.value for channel in channels)
    return red, green, blue, opaque


def _is_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _ALIKE for a, b in zip(one[:3], other[:3], strict=True))


def _is_small(box: Box) -> bool:
    return max(box[2] - box[0], box[3] - box[1]) < _FRAME


def _thin_edge(box: Box) -> Edge:
    """The line along the middle of a thin box."""
    x, y = middle(box)
    upright = box[3] - box[1] > box[2] - box[0]
    return Edge(x, box[1], x, box[3]) if upright else Edge(box[0], y, box[2], y)
