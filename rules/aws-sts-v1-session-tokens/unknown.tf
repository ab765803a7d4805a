variable "version_of_tokens" {
  type = string
}

resource "aws_iam_security_token_service_preferences" "account" {
  global_endpoint_token_version = var.version_of_tokens
}
