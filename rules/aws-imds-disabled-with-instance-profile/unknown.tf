variable "endpoint" {
  type = string
}

resource "aws_instance" "shop" {
  ami                  = "ami-0abcdef1234567890"
  instance_type        = "t3.micro"
  iam_instance_profile = "shop"

  metadata_options {
    http_endpoint = var.endpoint
    http_tokens   = "required"
  }
}
