variable "tags" { default = { owner = "team", env = "dev" } }
locals {
  defaults = { sku = "B1", zones = [], nested = { a = 1, b = 2 } }
  given    = { sku = "P1", nested = { b = 3 } }
  merged   = merge(local.defaults, local.given)
}
resource "terraform_data" "all" {
  input = {
    tags   = merge(var.tags, { env = "prod" }, null)
    merged = local.merged
    lookup = lookup(local.merged, "zones", ["none"])
    set    = setproduct(["a", "b"], [1, 2])
    zip    = zipmap(["a", "b"], [1, 2])
    chunk  = chunklist([1, 2, 3], 2)
    concat = concat([1], ["x"], [])
  }
}
