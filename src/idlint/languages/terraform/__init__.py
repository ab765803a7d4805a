"""Terraform and OpenTofu: folders of `.tf` files become evaluated declarations, a variable set at a time."""

from idlint.languages.terraform.load import load
from idlint.languages.terraform.roots import unbound, units

__all__ = ["load", "unbound", "units"]
