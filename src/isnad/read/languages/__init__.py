"""The shelf of languages. What may live here: one folder a language, a data file and the grammar that reads with it."""
