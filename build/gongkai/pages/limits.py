"""Limits: how much one page shows. Beyond them a page says what it leaves out and where all of it is: in a CSV, on a
page for each province, on the reports' own pages.

They are read where they are used (`limits.ROWS`), so that a test can make them small.
"""

ROWS = 1_000  # of a list page; beyond, a page for each province
SQUARES = 200  # authorities in a table or drawing of who reported when; beyond, the squares are those of provinces
VALUES = 200  # rows of a table inside a page; beyond, the CSV
SIDE_BY_SIDE = 12  # reports as columns of one table; beyond, n, median, least and greatest
BARS = 40  # of one drawing; beyond, the spread, or sums by form
SIBLINGS = 40  # authorities of a prepared comparison
SPOTS = 240  # of one table of a prepared comparison; beyond, its newest years
# In bulk, beyond a thousand reports (whose pages have no English twins either, words.MOST_REPORTS): drawings of reports
# and of authorities are made by the reader's browser, and the checks that hold are counted by rule: their figures are
# in the report's CSV.
DRAWN = 1_000
TOLD = 1_000
SECTIONS = 24  # reports that have a small table each on one page
