"""The commands of ``minimind``, by what they are about."""
