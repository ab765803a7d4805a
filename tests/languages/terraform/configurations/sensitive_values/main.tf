variable "password" {
  default   = "secret"
  sensitive = true
}
resource "terraform_data" "login" {
  input = { user = "me", password = var.password, url = "https://me:${var.password}@host" }
}
output "url" {
  value     = terraform_data.login.input.url
  sensitive = true
}
