variable "hops" {
  type = list(string)
}

provider "google" {
  project                               = "example"
  impersonate_service_account           = "deploy@example.iam.gserviceaccount.com"
  impersonate_service_account_delegates = var.hops
}
