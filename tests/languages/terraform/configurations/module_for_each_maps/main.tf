variable "spokes" {
  type = map(object({ address = string, subnets = optional(map(string), {}) }))
}
module "spoke" {
  source   = "./spoke"
  for_each = var.spokes
  name     = each.key
  spoke    = each.value
}
output "subnets" {
  value = merge([for name, spoke in module.spoke : { for key, id in spoke.subnets : "${name}/${key}" => id }]...)
}
