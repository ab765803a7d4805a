resource "aws_iam_security_token_service_preferences" "account" {
  global_endpoint_token_version = "v1Token" # expect: aws-sts-v1-session-tokens
}
