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
