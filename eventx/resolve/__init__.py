"""Spans to values: dates, places, actors, quantities, and mentions of one happening. Pure Python, offline data."""
