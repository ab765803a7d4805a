module "sibling" { source = "../sibling" }
resource "terraform_data" "paths" { input = [path.module, path.root] }
