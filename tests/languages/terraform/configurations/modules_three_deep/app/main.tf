variable "name" {}
variable "location" {}
module "part" {
  source = "../part"
  full   = "${var.name}@${var.location}"
}
resource "terraform_data" "app" {
  input = module.part.upper
}
output "label" { value = "${module.part.upper}!" }
