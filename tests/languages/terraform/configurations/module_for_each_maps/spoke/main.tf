variable "name" {}
variable "spoke" {
  type = object({ address = string, subnets = map(string) })
}
resource "terraform_data" "subnet" {
  for_each = var.spoke.subnets
  input    = "${var.name}:${each.key}:${each.value}"
}
output "subnets" { value = { for key, subnet in terraform_data.subnet : key => subnet.input } }
