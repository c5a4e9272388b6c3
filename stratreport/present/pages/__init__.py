"""The pages of the packs: each builder turns metrics and words into blocks; no arithmetic, no wording of its own."""
