terraform {
  required_version = ">= 1.9"
}
variable "size" {
  default = 3
  validation {
    condition     = var.size > 2
    error_message = "Too small."
  }
}
check "health" {
  assert {
    condition     = terraform_data.kept.input == "kept"
    error_message = "Not kept."
  }
}
moved {
  from = terraform_data.old
  to   = terraform_data.kept
}
removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}
resource "terraform_data" "kept" {
  input      = "kept"
  depends_on = [terraform_data.other]
  lifecycle {
    create_before_destroy = true
    precondition {
      condition     = var.size == 3
      error_message = "No."
    }
    postcondition {
      condition     = self.input == "kept"
      error_message = "No."
    }
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.input}"
  }
}
resource "terraform_data" "other" {
  input = var.size
  lifecycle { replace_triggered_by = [terraform_data.third] }
}
resource "terraform_data" "third" {}
