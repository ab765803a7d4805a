variable "name" { default = "base" }
locals {
  a = "base"
  b = "base"
}
resource "terraform_data" "merged" {
  input            = "base ${var.name}"
  triggers_replace = "base"
}
module "child" {
  source = "./child"
  value  = "base"
}
output "result" { value = local.a }
