"""Charts in the house style: data in, finished SVG out; `CHARTS` lists every chart by its slug."""
