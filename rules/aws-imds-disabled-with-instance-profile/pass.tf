resource "aws_instance" "shop" {
  ami                  = "ami-0abcdef1234567890"
  instance_type        = "t3.micro"
  iam_instance_profile = "shop"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
}

# Without a role there is nothing to fetch.
resource "aws_instance" "static" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "disabled"
  }
}
