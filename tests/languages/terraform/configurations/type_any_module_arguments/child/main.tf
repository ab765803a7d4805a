variable "any" { type = any }
variable "list" { type = list(string) }
variable "map" { type = map(string) }
variable "object" { type = object({ inner = object({ size = number, unit = optional(string, "GB") }) }) }
resource "terraform_data" "all" {
  input = {
    any    = var.any
    item   = var.any.list[1]
    list   = var.list
    second = var.list[1]
    map    = var.map
    a      = var.map.a
    object = var.object
    size   = var.object.inner.size
    unit   = var.object.inner.unit
  }
}
