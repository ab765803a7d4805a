provider "google" {
  project                     = "example"
  impersonate_service_account = "deploy@example.iam.gserviceaccount.com"
}
