resource "terraform_data" "own" { input = file("${path.module}/own.txt") }
resource "terraform_data" "of_root" { input = file("${path.root}/data/a.txt") }
