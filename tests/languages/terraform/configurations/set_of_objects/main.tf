variable "rules" {
  type = set(object({ name = string, port = number, cidrs = optional(list(string), []) }))
  default = [
    { name = "https", port = 443 },
    { name = "http", port = 80, cidrs = ["10.0.0.0/8"] },
    { name = "https", port = 443 },
  ]
}
resource "terraform_data" "rule" {
  for_each = { for rule in var.rules : rule.name => rule }
  input    = each.value
}
resource "terraform_data" "whole" { input = [for rule in var.rules : rule.port] }
