"""Bicep, lowered to the ARM model."""
