"""One small reader for each container, all into the same blocks: paragraphs and grids of cells, in printed order."""
