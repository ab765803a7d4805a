resource "terraform_data" "source" {
  for_each = { a = 1, b = 2 }
  input    = each.value
}
resource "terraform_data" "values_unknown" {
  for_each = { for key, item in terraform_data.source : key => item.id }
  input    = { key = each.key, id = each.value }
}
resource "terraform_data" "chained" {
  for_each = terraform_data.source
  input    = "${each.key}:${each.value.input}"
}
