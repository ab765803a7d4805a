provider "aws" {
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::444455556666:role/spoke"
  }
}

resource "aws_eks_pod_identity_association" "orders" {
  cluster_name    = "shop"
  namespace       = "orders"
  service_account = "orders"
  role_arn        = "arn:aws:iam::444455556666:role/orders"
}
