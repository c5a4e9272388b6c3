"""Publish: verify first, then swap the finished pack into place in one atomic step; the previous good pack stays."""
