provider "azurerm" {
  features {}
}

resource "azurerm_traffic_manager_profile" "orders" {
  name                   = "tm-orders"
  resource_group_name    = "rg-orders"
  traffic_routing_method = "Priority"

  dns_config {
    relative_name = "orders"
    ttl           = 30
  }

  monitor_config {
    protocol = "HTTPS"
    port     = 443
    path     = "/health"
  }

  tags = {
    criticality = "mission-critical"
  }
}

resource "azurerm_traffic_manager_external_endpoint" "weu" {
  name       = "weu"
  profile_id = azurerm_traffic_manager_profile.orders.id
  target     = "orders-weu.acme.example" # expect: entry-point-single-origin
  priority   = 1
}
