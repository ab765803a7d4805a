"""Declarations to typed resource graphs, one an environment."""
