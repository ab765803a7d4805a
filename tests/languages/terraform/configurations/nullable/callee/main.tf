variable "strict" {
  default  = "fallback"
  nullable = false
}
variable "lenient" { default = "fallback" }
variable "required" {}
variable "absent" { default = null }
output "seen" {
  value = { strict = var.strict, lenient = var.lenient, required = var.required, absent = var.absent }
}
