"""Points, boxes and matrices of a page: plain tuples, as displayed, the upper left corner being 0, 0."""

from collections.abc import Iterable

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)
# By quarters of a turn against the clock: what sets upright what is turned so.
_TURNS = ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0))


def apply(point: Point, matrix: Matrix) -> Point:
    """Where the matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def times(one: Matrix, other: Matrix) -> Matrix:
    """The matrix that does `one`, then `other`."""
    a, b, c, d, e, f = one
    right, down = minus(apply((a, b), other), other[4:]), minus(apply((c, d), other), other[4:])
    return (*right, *down, *apply((e, f), other))


def minus(one: Point, other: Point) -> Point:
    """The way from the other point to this one."""
    return one[0] - other[0], one[1] - other[1]


def around(points: Iterable[Point]) -> Box:
    """The box around points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def moved(box: Box, matrix: Matrix) -> Box:
    """The box where the matrix puts it."""
    return around((apply(box[:2], matrix), apply(box[2:], matrix)))


def middle(box: Box) -> Point:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def area(box: Box) -> float:
    """The area of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def holds(box: Box, point: Point, beyond: float = 0) -> bool:
    """Whether a point lies in the box, or not farther than `beyond` from it."""
    return box[0] - beyond <= point[0] <= box[2] + beyond and box[1] - beyond <= point[1] <= box[3] + beyond


def turning(turns: int, width: float, height: float) -> tuple[Matrix, Point]:
    """What sets a page upright that is turned by so many quarters against the clock, and the size it then has."""
    a, b, c, d = _TURNS[turns]
    box = moved((0, 0, width, height), (a, b, c, d, 0, 0))
    return (a, b, c, d, -box[0], -box[1]), (box[2] - box[0], box[3] - box[1])
