variable "value" {}
resource "terraform_data" "m" {
  input = var.value
}
output "value" { value = "${var.value}!" }
