resource "terraform_data" "set" {
  for_each = toset(["b", "a", "b"])
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "keys" {
  input = [keys(terraform_data.set), values(terraform_data.set)[*].input]
}
