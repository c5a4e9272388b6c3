"""Params: a workspace's YAML files become frozen, validated specs that remember where each value stood."""
