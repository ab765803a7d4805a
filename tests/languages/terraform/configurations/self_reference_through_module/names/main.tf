variable "prefix" {}
output "all" { value = { for name in ["web", "api"] : name => "${var.prefix}-${name}" } }
