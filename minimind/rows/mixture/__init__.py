"""Several datasets as one: which rows, how often, in which order. Memory stays flat."""
