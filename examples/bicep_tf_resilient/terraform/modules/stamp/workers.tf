resource "azurerm_linux_virtual_machine_scale_set" "workers" {
  name                   = "vmss-${var.name}-workers-${var.location}"
  resource_group_name    = var.resource_group_name
  location               = var.location
  zones                  = ["1", "2", "3"]
  sku                    = "Standard_D4s_v5"
  instances              = var.sizes.workers
  source_image_id        = var.sizes.worker_image
  admin_username         = "parcel"
  overprovision          = false
  single_placement_group = false
  upgrade_mode           = "Manual"
  tags                   = merge(var.tags, { workload = "scan-workers" })

  custom_data = base64encode(templatefile("${path.module}/boot.sh.tftpl", {
    queue              = "${azurerm_storage_account.scans.primary_queue_endpoint}scan-events"
    client_id          = azurerm_user_assigned_identity.own["workers"].client_id
    tenant_id          = var.tenant_id
    fallback_client_id = var.fallback["workers"].client_id
  }))

  # Compute puts the certificate on the disk while it makes the machine; the machine asks nobody for it.
  secret {
    key_vault_id = var.fallback_vault_id

    certificate {
      url = var.fallback["workers"].vault_secret
    }
  }

  admin_ssh_key {
    username   = "parcel"
    public_key = var.ssh_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  network_interface {
    name    = "primary"
    primary = true

    ip_configuration {
      name      = "internal"
      primary   = true
      subnet_id = var.sizes.worker_subnet
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.own["workers"].id]
  }
}
