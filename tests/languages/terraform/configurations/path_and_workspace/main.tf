module "child" { source = "./nested/child" }
resource "terraform_data" "paths" {
  input = [path.module, path.root, terraform.workspace]
}
