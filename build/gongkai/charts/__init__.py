"""Charts: recipes make specs, drawings make SVG of them. A page holds the drawing, its table and the spec's address."""

from gongkai.charts.drawings import Drawings
from gongkai.charts.recipes import RECIPES, Chart, make_chart

__all__ = ["RECIPES", "Chart", "Drawings", "make_chart"]
