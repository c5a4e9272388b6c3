"""Pack: the report as data. Blocks are the second seam, between executed notebooks and the press."""
