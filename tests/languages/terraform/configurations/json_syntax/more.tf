resource "terraform_data" "mixed" { input = local.list }
