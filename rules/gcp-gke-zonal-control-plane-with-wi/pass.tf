resource "google_container_cluster" "shop" {
  name     = "shop"
  location = "europe-west1"

  workload_identity_config {
    workload_pool = "example.svc.id.goog"
  }
}
