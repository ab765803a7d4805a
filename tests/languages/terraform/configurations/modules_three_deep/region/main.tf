variable "name" {}
variable "location" {}
module "app" {
  source   = "../app"
  count    = 2
  name     = "${var.name}-${count.index}"
  location = var.location
}
output "labels" { value = module.app[*].label }
