"""Execute: notebooks through papermill on our own engine, with failures that explain themselves."""
