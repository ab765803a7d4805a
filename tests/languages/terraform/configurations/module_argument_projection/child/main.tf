variable "settings" {
  type = object({ location = string, later = string, sizes = map(number) })
}
output "location" { value = "fixed" }
resource "terraform_data" "child" {
  input = [var.settings.location, var.settings.sizes.big, var.settings.later]
}
