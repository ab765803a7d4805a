resource "aws_instance" "shop" {
  ami                  = "ami-0abcdef1234567890"
  instance_type        = "t3.micro"
  iam_instance_profile = "shop"

  metadata_options {
    http_endpoint = "disabled" # expect: aws-imds-disabled-with-instance-profile
    http_tokens   = "required"
  }
}
