variable "objects" {}
variable "first_id" {}
variable "whole" {}
resource "terraform_data" "consumed" {
  input            = { for key, item in var.objects : key => item.input.name }
  triggers_replace = [var.first_id, var.whole.names]
}
output "echo" { value = terraform_data.consumed.input }
