"""The scheduler: what jobs wish, what machines have, and who comes next. Only ``load`` reads."""
