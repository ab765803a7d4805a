variable "above" {}
variable "own" {}

resource "terraform_data" "inner" {
  count            = 2
  input            = { above_id = var.above, own = "own:${var.own}" }
  triggers_replace = var.above # a comment
}

output "first_id" {
  value = terraform_data.inner[0].id
}
