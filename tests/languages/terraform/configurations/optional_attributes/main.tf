variable "apps" {
  type = map(object({
    size     = optional(number, 1)
    zones    = optional(list(string), ["1", "2"])
    identity = optional(object({ type = optional(string, "SystemAssigned"), ids = optional(list(string)) }), {})
    owner    = optional(string)
    name     = string
  }))
}
resource "terraform_data" "app" {
  for_each = var.apps
  input    = each.value
}
