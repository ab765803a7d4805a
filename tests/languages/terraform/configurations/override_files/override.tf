variable "name" { default = "override" }
locals { a = "override" }
resource "terraform_data" "merged" {
  triggers_replace = "override ${local.a} ${local.b}"
}
module "child" {
  value = "override"
}
