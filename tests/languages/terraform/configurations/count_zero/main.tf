variable "enabled" { default = false }
resource "terraform_data" "off" {
  count = var.enabled ? 1 : 0
  input = "never"
}
resource "terraform_data" "on" {
  count = var.enabled ? 0 : 1
  input = length(terraform_data.off)
}
resource "terraform_data" "reader" {
  input = {
    splat = terraform_data.off[*].input
    one   = one(terraform_data.off[*].id)
    tried = try(terraform_data.off[0].id, "none")
    on    = one(terraform_data.on[*].input)
    can   = can(terraform_data.off[0].id)
  }
}
module "off" {
  source = "./child"
  count  = var.enabled ? 1 : 0
  name   = "off"
}
resource "terraform_data" "of_module" {
  input = [length(module.off), try(module.off[0].name, "no module"), join(",", module.off[*].name)]
}
