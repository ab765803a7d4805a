resource "terraform_data" "shared" { input = "resource" }
module "shared" {
  source = "./shared"
}
locals { shared = "local" }
variable "shared" { default = "variable" }
resource "terraform_data" "all" {
  input = [terraform_data.shared.input, module.shared.shared, local.shared, var.shared]
}
