variable "env" { default = "prod" }
locals {
  is_prod = var.env == "prod"
}
resource "terraform_data" "all" {
  input = {
    sku    = local.is_prod ? "Premium" : "Standard"
    number = local.is_prod ? 3 : "1"
    nested = var.env == "dev" ? 1 : var.env == "prod" ? 2 : 3
    list   = local.is_prod ? ["a"] : []
    null   = local.is_prod ? null : "x"
    map    = local.is_prod ? { a = 1 } : {}
  }
}
