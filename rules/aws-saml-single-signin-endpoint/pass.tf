resource "aws_iam_saml_provider" "corporate" {
  name                   = "corporate"
  saml_metadata_document = "<EntityDescriptor/>"
}

data "aws_iam_policy_document" "people" {
  statement {
    actions = ["sts:AssumeRoleWithSAML", "sts:TagSession"]

    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:saml-provider/corporate"]
    }

    condition {
      test     = "StringLike"
      variable = "SAML:aud"
      values   = ["https://signin.aws.amazon.com/saml", "https://*.signin.aws.amazon.com/saml"]
    }
  }
}

resource "aws_iam_role" "operators" {
  name               = "operators"
  assume_role_policy = data.aws_iam_policy_document.people.json
}
