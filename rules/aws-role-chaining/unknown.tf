variable "target" {
  type = string
}

resource "aws_eks_pod_identity_association" "orders" {
  cluster_name    = "shop"
  namespace       = "orders"
  service_account = "orders"
  role_arn        = "arn:aws:iam::111122223333:role/orders"
  target_role_arn = var.target
}
