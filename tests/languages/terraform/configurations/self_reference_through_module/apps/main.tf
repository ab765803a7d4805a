variable "name" {}
resource "terraform_data" "app" { input = var.name }
output "name" { value = terraform_data.app.input }
