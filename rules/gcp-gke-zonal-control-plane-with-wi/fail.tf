resource "google_container_cluster" "shop" {
  name     = "shop"
  location = "europe-west1-b" # expect: gcp-gke-zonal-control-plane-with-wi

  workload_identity_config {
    workload_pool = "example.svc.id.goog"
  }
}
