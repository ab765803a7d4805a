provider "google" {
  project                               = "example"
  impersonate_service_account           = "deploy@example.iam.gserviceaccount.com"
  impersonate_service_account_delegates = ["hop@example.iam.gserviceaccount.com"] # expect: gcp-impersonation-chain
}
