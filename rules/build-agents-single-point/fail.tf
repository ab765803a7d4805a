provider "azurerm" {
  features {}
}

resource "azuredevops_elastic_pool" "agents" {
  name                   = "vmss-agents"
  service_endpoint_id    = "00000000-0000-0000-0000-000000000000"
  service_endpoint_scope = "00000000-0000-0000-0000-000000000000"
  azure_resource_id      = "/subscriptions/0/resourceGroups/rg-build/providers/Microsoft.Compute/virtualMachineScaleSets/vmss-agents"
  desired_idle           = 0 # expect: build-agents-single-point
  max_capacity           = 10
  recycle_after_each_use = true
}

resource "azurerm_managed_devops_pool" "agents" { # expect: build-agents-single-point
  name                  = "mdp-agents"
  resource_group_name   = "rg-build"
  location              = "westeurope"
  dev_center_project_id = "/subscriptions/0/resourceGroups/rg-build/providers/Microsoft.DevCenter/projects/build"
  maximum_concurrency   = 10

  azure_devops_organization {
    organization {
      url = "https://dev.azure.com/example"
    }
  }

  stateless_agent {}

  virtual_machine_scale_set_fabric {
    sku_name = "Standard_D2as_v5"

    image {
      well_known_image_name = "ubuntu-24.04"
      buffer                = "*"
    }
  }
}
