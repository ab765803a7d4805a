variable "filter" {
  type = string
}

provider "google" {
  project = "example"
}

resource "google_monitoring_alert_policy" "incidents" {
  display_name = "incidents"
  combiner     = "OR"

  conditions {
    display_name = "incidents"

    condition_matched_log {
      filter = var.filter
    }
  }
}
