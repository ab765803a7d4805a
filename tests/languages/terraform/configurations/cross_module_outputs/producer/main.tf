variable "names" {}
resource "terraform_data" "made" {
  for_each = toset(var.names)
  input    = { name = each.key }
}
output "objects" { value = terraform_data.made }
output "first_id" { value = terraform_data.made["x"].id }
output "names" { value = [for item in terraform_data.made : item.input.name] }
