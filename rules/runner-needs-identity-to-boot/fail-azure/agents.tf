provider "azurerm" {
  features {}
}

resource "azuredevops_elastic_pool" "agents" {
  name                   = "orders-agents"
  service_endpoint_id    = "connection"
  service_endpoint_scope = "project"
  desired_idle           = 1
  max_capacity           = 4
  azure_resource_id      = azurerm_linux_virtual_machine_scale_set.agents.id
}

resource "azurerm_linux_virtual_machine_scale_set" "agents" {
  name                = "vmss-orders-agents"
  resource_group_name = "rg-orders"
  location            = "westeurope"
  sku                 = "Standard_D2s_v5"
  instances           = 2
  admin_username      = "agent"
  tags                = { criticality = "low" }
  custom_data         = base64encode("#!/bin/sh\naz login --identity\n")
}
