variable "from_default" { default = "default" }
variable "from_terraform_tfvars" { default = "default" }
variable "from_auto" { default = "default" }
variable "from_later_auto" { default = "default" }
variable "from_json" { default = "default" }
variable "from_auto_json" { default = "default" }
resource "terraform_data" "all" {
  input = {
    from_default          = var.from_default
    from_terraform_tfvars = var.from_terraform_tfvars
    from_auto             = var.from_auto
    from_later_auto       = var.from_later_auto
    from_json             = var.from_json
    from_auto_json        = var.from_auto_json
  }
}
