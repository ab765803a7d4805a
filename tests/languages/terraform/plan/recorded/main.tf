variable "names" {
  default = ["a", "b"]
}

variable "phrase" {
  sensitive = true
  default   = "correct horse"
}

resource "terraform_data" "base" {
  input = "x"
}

resource "terraform_data" "each" {
  for_each = toset(var.names)
  input    = { id = terraform_data.base.id, key = each.key, phrase = var.phrase }
}

resource "terraform_data" "none" {
  count = 0
}

module "child" {
  source   = "./child"
  for_each = toset(var.names)
  above    = terraform_data.base.id
  own      = terraform_data.each[each.key].id
}

output "first" {
  value = module.child["a"].first_id
}
