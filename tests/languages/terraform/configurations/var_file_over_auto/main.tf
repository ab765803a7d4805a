variable "region" { type = string }
variable "zones" { type = list(number) }
variable "flag" { type = bool }
resource "terraform_data" "all" {
  input = [var.region, var.zones, var.flag]
}
