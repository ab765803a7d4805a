"""Plans and states as `terraform show -json` writes them: the same declarations, as Terraform worked them out."""
