variable "full" { type = string }
locals { upper = upper(var.full) }
resource "terraform_data" "part" {
  input            = local.upper
  triggers_replace = path.module
}
output "upper" { value = local.upper }
