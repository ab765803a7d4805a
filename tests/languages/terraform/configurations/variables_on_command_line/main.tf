variable "text" { type = string }
variable "number" { type = number }
variable "names" { type = set(string) }
variable "settings" { type = object({ size = number, label = optional(string, "none") }) }
variable "anything" {}
resource "terraform_data" "all" {
  input = {
    text     = var.text
    number   = var.number
    names    = var.names
    settings = var.settings
    anything = var.anything
  }
}
