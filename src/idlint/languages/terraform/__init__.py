"""Terraform: HCL, JSON syntax and plans to evaluated declarations."""
