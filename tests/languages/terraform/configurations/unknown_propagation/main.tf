resource "terraform_data" "source" { input = "x" }
locals {
  id   = terraform_data.source.id
  list = [local.id, "known"]
}
resource "terraform_data" "reader" {
  input = {
    text       = "id=${local.id}"
    first      = local.list[0]
    second     = local.list[1]
    length     = length(local.list)
    equal      = local.id == "x"
    keys       = keys({ a = local.id })
    object     = { id = local.id, fixed = 1 }
    for        = [for item in local.list : item]
    configured = terraform_data.source.input
    coalesce   = coalesce("first", local.id)
    output     = terraform_data.source.output
  }
  triggers_replace = terraform_data.source
}
