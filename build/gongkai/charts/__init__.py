"""Charts: recipes make specs, drawings make SVG of them, twins tables. A page holds the drawing, its table
and the spec's address."""

from gongkai.charts.drawings import Drawings
from gongkai.charts.recipes import RECIPES, Chart, make_chart
from gongkai.charts.twins import TWINS, twin_rows

__all__ = ["RECIPES", "TWINS", "Chart", "Drawings", "make_chart", "twin_rows"]
