"""Readers of research corpora; each says which layers its corpus has in `meta["layers"]`."""
