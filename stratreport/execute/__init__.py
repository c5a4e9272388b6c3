"""Execute: notebooks through papermill on our own engine, with failures that explain themselves."""

# papermill loads its engines, ours among them, while it is being imported: it has to come first, whoever asks
import papermill as papermill
