resource "aws_iam_role" "emergency" {
  name = "break-glass-admin"

  assume_role_policy = jsonencode({ # expect: aws-break-glass-needs-federation
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithSAML"
      Principal = { Federated = "arn:aws:iam::111122223333:saml-provider/corporate" }
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}

variable "account" {
  type = string
}

# The whole account, and of it only who came through Identity Center.
resource "aws_iam_role" "sealed" {
  name = "emergency-access"

  assume_role_policy = jsonencode({ # expect: aws-break-glass-needs-federation
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${var.account}:root" }
      Condition = {
        ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::${var.account}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*" }
      }
    }]
  })
}

resource "aws_iam_role" "centre" {
  name = "break-glass-center"

  assume_role_policy = jsonencode({ # expect: aws-break-glass-needs-federation
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef"] }
    }
  })
}
