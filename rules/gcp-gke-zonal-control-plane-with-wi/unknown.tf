variable "location" {
  type = string
}

resource "google_container_cluster" "shop" {
  name     = "shop"
  location = var.location

  workload_identity_config {
    workload_pool = "example.svc.id.goog"
  }
}
