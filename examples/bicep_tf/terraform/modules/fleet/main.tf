resource "azurerm_linux_virtual_machine_scale_set" "fleet" {
  name                   = var.name
  resource_group_name    = var.resource_group_name
  location               = var.location
  sku                    = var.fleet.sku
  instances              = var.fleet.instances
  admin_username         = "parcel"
  overprovision          = false
  single_placement_group = false
  tags                   = var.tags

  custom_data = base64encode(templatefile("${path.module}/boot.sh.tftpl", {
    client_id = var.identity.client_id
    registry  = var.registry
    image     = var.fleet.image
  }))

  admin_ssh_key {
    username   = "parcel"
    public_key = var.ssh_public_key
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
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
      subnet_id = var.subnet_id
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [var.identity.id]
  }

  dynamic "extension" {
    for_each = var.fleet.start == null ? [] : [var.fleet.start]
    content {
      name                 = "start"
      publisher            = "Microsoft.Azure.Extensions"
      type                 = "CustomScript"
      type_handler_version = "2.1"
      settings             = jsonencode({ commandToExecute = extension.value })
    }
  }

  # Azure Pipelines and the on-call engineer change the number of instances.
  lifecycle {
    ignore_changes = [instances]
  }
}
