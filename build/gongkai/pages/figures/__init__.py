"""Figures: what several pages show of the numbers, in one way: values in words, key figures, series, spreads, ratios,
comparisons, and who reported when."""
