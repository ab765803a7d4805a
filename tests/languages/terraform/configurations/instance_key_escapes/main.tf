resource "terraform_data" "keys" {
  for_each = { "quote\"d" = 1, "back\\slash" = 2, "dollar$${x}" = 3, "new\nline" = 4, "é" = 5, "percent%%{x}" = 6 }
  input    = each.value
}
