"""How a value is shown: numbers, sentences, charts, tables, blocks; percent exists only here."""
