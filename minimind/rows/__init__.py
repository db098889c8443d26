"""Rows before training: read from any format, checked, counted, cleaned, mixed, shown. No torch."""
